"""Asking the questions, keeping each answer, checking and sending them."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import InternalServerError

from app import actions, clock, responses
from app.extensions import db_session
from app.responses import Answer, NotAnAnswer, NothingAnswered
from app.scheduling import Mode
from app.web.service_user.asked import DECLINED, Asked, get_asked
from app.web.service_user.support import (
    note_danger,
    seen_in_words,
    support_after,
    support_beside,
    with_help,
)
from app.web.service_user.unsaved import not_saved
from app.web.service_user.visit import Visit, get_visit
from app.web.ui import (
    Support,
    all_questions,
    error_page,
    foreign,
    introduction,
    one_question,
    visit_only,
)
from config import LANGUAGES

bp = Blueprint(
    "questionnaire", __name__, url_prefix="/check-in/<uuid:check_in_id>/<place:position>"
)

SAVED_WITH = {"csrf_token", "item", "value", "tab", "seq", "language"}
NOT_ITEMS = {"csrf_token", "language"}
MODES = (Mode.SELF, Mode.HELPED, Mode.INTERPRETER)


@bp.get("")
@visit_only
def questions(check_in_id: UUID, position: int) -> ResponseReturnValue:
    """The whole questionnaire in one page, or the one question that `?q=` names."""
    asked = get_asked(get_visit(check_in_id), position)
    if asked.is_sent:
        return _home(check_in_id)
    if "q" in request.args:
        return _one_question(asked, _number(asked))
    return render_template(
        "service_user/questions.html",
        asked=asked,
        support=(support := support_beside(asked)),
        questions=all_questions(asked.instrument, asked.wording, not_read=_not_read(support)),
        foreign=foreign(asked.wording),
    )


@bp.post("")
@visit_only
def answer(check_in_id: UUID, position: int) -> ResponseReturnValue:
    """Keep what a page without script sends, one answer or many, and go on."""
    visit = get_visit(check_in_id, only_adds=True)
    asked = get_asked(visit, position)
    given = _answers(visit)
    with _refusals():
        for one in given:  # all of them first, so that nothing is stored by halves
            responses.check_answer(asked.instrument, one.item, one.value)
        told = [
            actions.save_answer(db_session(), check_in_id, position, one, at=clock.now())
            for one in given
        ]
    seen_by = next((moment for moment in told if moment), None)
    needs_help = seen_by is not None and note_danger(position, seen_by)
    return redirect(with_help(_next_page(asked)) if needs_help else _next_page(asked), 303)


@bp.errorhandler(InternalServerError)
def failed(error: InternalServerError) -> ResponseReturnValue:
    """What could not be saved is kept in the page, and where to find help stands in it (SAF-02)."""
    is_form = request.method == "POST" and request.endpoint == f"{bp.name}.answer"
    return not_saved() if is_form else error_page(error)


@bp.post("/answer")
@visit_only
def save(check_in_id: UUID, position: int) -> ResponseReturnValue:
    """Keep one answer. "saved" is said only after it is safe (REL-01)."""
    given = _one_answer(get_visit(check_in_id, only_adds=True))
    with _refusals():
        seen_by = actions.save_answer(db_session(), check_in_id, position, given, at=clock.now())
    if seen_by is None:
        return {"saved": True}
    note_danger(position, seen_by)
    # An alert that somebody has in hand already promises nothing more.
    is_ahead = seen_by > clock.now()
    return {"saved": True} | ({"seen": seen_in_words(seen_by)} if is_ahead else {})


@bp.get("/check")
@visit_only
def check(check_in_id: UUID, position: int) -> ResponseReturnValue:
    """What was answered, to look over before it is sent."""
    asked = get_asked(get_visit(check_in_id), position)
    if asked.is_sent:
        return _home(check_in_id)
    facts = asked.assignment
    support = support_after(
        facts.service_id, check_in_id, facts.client_id, is_shown=asked.is_in_danger
    )
    return render_template(
        "service_user/check.html", asked=asked, support=support, foreign=foreign(asked.wording)
    )


@bp.post("/check")
@visit_only
def send(check_in_id: UUID, position: int) -> ResponseReturnValue:
    """Make the answers final. Sending twice is sending once (REL-04)."""
    get_visit(check_in_id, only_adds=True)
    mode = request.form.get("mode", Mode.SELF)
    if mode not in MODES:
        abort(400)
    try:
        actions.submit_questionnaire(
            db_session(), check_in_id, position, at=clock.now(), mode=Mode(mode)
        )
    except actions.NoSuchQuestionnaire:
        abort(404)
    except NothingAnswered:
        return redirect(request.path, 303)
    return redirect(url_for("check_in.done", check_in_id=check_in_id), 303)


def _one_question(asked: Asked, number: int) -> ResponseReturnValue:
    item = asked.instrument.items[number - 1]
    given = asked.given_to(item.id)
    support = support_beside(asked)
    return render_template(
        "service_user/question.html",
        asked=asked,
        support=support,
        number=number,
        then=request.args.get("then"),
        foreign=foreign(asked.wording),
        introduction=introduction(asked.wording, is_open=number == 1),
        question=one_question(
            asked.instrument, asked.wording, item, given, not_read=_not_read(support)
        ),
        was_answered_earlier=item.id in asked.draft.answers and given is None,
        was_just_saved=number > 1 and asked.given_to(f"q{number - 1}") is not None,
    )


def _not_read(support: Support | None) -> str:
    """That nobody reads it straight away: it stands beside every question about danger (SAF-04)."""
    return f"{gettext('No one reads this straight away.')} {support.seen}" if support else ""


def _number(asked: Asked) -> int:
    number = request.args.get("q", type=int) or 0
    return number if 1 <= number <= asked.total else abort(404)


def _next_page(asked: Asked) -> str:
    if "q" not in request.args or request.args.get("then") == "check":
        return f"{asked.address}/check"
    number = _number(asked)
    return f"{asked.address}?q={number + 1}" if number < asked.total else f"{asked.address}/check"


def _home(check_in_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("check_in.home", check_in_id=check_in_id), 303)


@contextmanager
def _refusals() -> Iterator[None]:
    """Answers that cannot be kept, as a browser understands it."""
    try:
        yield
    except NotAnAnswer:
        abort(400)
    except actions.NoSuchQuestionnaire:
        abort(404)
    except actions.AlreadySent:
        abort(409)


def _one_answer(visit: Visit) -> Answer:
    """The one answer of a background request, every field exactly once (SEC-07)."""
    fields = _fields(SAVED_WITH)
    seq = fields.get("seq", "0")
    tab = fields.get("tab") or uuid4().hex
    if not _is_count(seq) or len(tab) > 64 or not tab.isascii() or not tab.isprintable():
        abort(400)
    item, value = fields.get("item", ""), _value(fields.get("value", ""))
    return Answer(item, value, _language(fields), visit.id, tab, int(seq))


def _answers(visit: Visit) -> list[Answer]:
    """The answers of a form: each item at most once, with one value."""
    fields = _fields(None)
    language, tab = _language(fields), uuid4().hex
    return [
        Answer(item, _value(value), language, visit.id, tab)
        for item, value in fields.items()
        if item not in NOT_ITEMS
    ]


def _fields(allowed: set[str] | None) -> dict[str, str]:
    """The form. A field that is there twice, or that nobody asked for, is refused."""
    fields = dict(request.form.lists())
    is_unknown = allowed is not None and not fields.keys() <= allowed
    if is_unknown or any(len(values) != 1 for values in fields.values()):
        abort(400)
    return {name: values[0] for name, values in fields.items()}


def _value(text: str) -> int | None:
    """The option, or None for "I'd rather not answer"."""
    if text == DECLINED:
        return None
    return int(text) if _is_count(text) else abort(400)


def _is_count(text: str) -> bool:
    """Plain digits: `int` alone would also take "١", " 1" and "1_0"."""
    return text.isascii() and text.isdigit() and len(text) < 10


def _language(fields: dict[str, str]) -> str:
    """The language that the page was in when the answer was given."""
    language = fields.get("language", "en")
    return language if language in LANGUAGES else abort(400)
