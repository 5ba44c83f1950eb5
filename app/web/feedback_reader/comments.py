"""Comments nobody has read, one after another: black out, release, keep back, flag."""

from dataclasses import dataclass, replace
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, care, clock, feedback
from app.codesign import FormVersion
from app.extensions import db_session
from app.feedback import FeedbackComment
from app.security import Permission
from app.web.feedback_reader.drafts import LONGEST_NOTE, Draft, flag_faults
from app.web.feedback_reader.records import comment_or_404, own_service_ids
from app.web.ui import requires, signed_in_user, user_names

bp = Blueprint("feedback_reader", __name__, url_prefix="/comments", template_folder="templates")


@dataclass(frozen=True)
class Waiting:
    """A comment with its form and how many working days it has waited."""

    comment: FeedbackComment
    version: FormVersion
    days: int


@bp.get("")
@requires(Permission.READ_FEEDBACK)
def home() -> ResponseReturnValue:
    """What waits to be read, what was read, and the ways to the rest. No word of any comment."""
    session, services = db_session(), own_service_ids()
    return render_template(
        "feedback_reader/home.html",
        waiting=[_waiting(one) for one in feedback.unread_comments(session, services)],
        read=[_waiting(one) for one in feedback.read_comments(session, services)],
        wishes=sum(one.answered_on is None for one in feedback.wishes_of(session, services)),
        responses=len(feedback.responses_for(session, signed_in_user(), services)),
        longest=feedback.LONGEST_UNREAD,
    )


@bp.route("/<uuid:comment_id>", methods=["GET", "POST"])
@requires(Permission.READ_FEEDBACK)
def comment(comment_id: UUID) -> ResponseReturnValue:
    """One comment beside its question, and what becomes of it."""
    session, found = db_session(), comment_or_404(comment_id)
    actions.open_comment(session, found, by=signed_in_user().actor, at=clock.now())
    if request.method == "GET":
        after = len(feedback.decisions_about(session, found.id))
        return _page(found, Draft(after=after))
    draft = Draft.sent(found.text)
    match request.form.get("do"):
        case "everywhere":
            return _page(found, draft.everywhere(found.text))
        case "preview":
            return _preview(found, draft)
        case "release" | "keep_back" as what:
            return _decide(found, draft, what)
        case "flag":
            return _flag(found, draft)
    return _page(found, draft)


def _preview(found: FeedbackComment, draft: Draft) -> ResponseReturnValue:
    text = feedback.black_out(found.text, draft.black)
    if feedback.says_nothing(text):
        return _page(found, draft.wrong("words", _nothing_left()))
    return _page(found, draft, preview=text)


def _decide(found: FeedbackComment, draft: Draft, what: str) -> ResponseReturnValue:
    session, user, at = db_session(), signed_in_user(), clock.now()
    try:
        if what == "release":
            actions.release_comment(
                session, found.id, draft.black, after=draft.after, user=user, at=at
            )
            flash(gettext("Released. Others can read it now."))
        else:
            actions.keep_back_comment(
                session, found.id, draft.reason, after=draft.after, user=user, at=at
            )
            flash(gettext("Kept back. Nobody else can read it."))
    except actions.NotAChange:
        return _page(found, draft.wrong("reason", gettext("Say why it is kept back")))
    except actions.NothingLeft:
        return _page(found, draft.wrong("words", _nothing_left()))
    except actions.SomebodyChangedIt:
        return _page(comment_or_404(found.id), draft.wrong("words", _was_read()), status=409)
    return redirect(_next(), 303)


def _flag(found: FeedbackComment, draft: Draft) -> ResponseReturnValue:
    faults = flag_faults(draft.kind, draft.note)
    if faults or draft.kind is None:
        return _page(found, replace(draft, faults=faults))
    actions.flag_feedback(
        db_session(), found, draft.kind, draft.note, service_id=_version(found).form.service_id,
        user=signed_in_user(), at=clock.now(),
    )  # fmt: skip
    flash(gettext("It is on the lead’s list. Now decide whether others may read it."))
    return redirect(url_for(".comment", comment_id=found.id), 303)


def _page(
    found: FeedbackComment, draft: Draft, *, preview: str = "", status: int = 200
) -> ResponseReturnValue:
    session, version = db_session(), _version(found)
    decisions = feedback.decisions_about(session, found.id)
    flags = feedback.flags_about(session, found.id)
    page = render_template(
        "feedback_reader/comment.html",
        comment=found,
        waiting=_waiting(found),
        question=version.content.find(found.question),
        privacy=version.content.privacy,
        words=feedback.words_of(found.text),
        draft=draft,
        preview=preview,
        decisions=decisions,
        flags=flags,
        names=user_names(
            [*(one.decided_by for one in decisions), *(one.flagged_by for one in flags)]
        ),
        longest=LONGEST_NOTE,
    )
    return page, status


def _waiting(found: FeedbackComment) -> Waiting:
    version = _version(found)
    hours = care.working_time_of(db_session(), version.form.service_id)
    return Waiting(found, version, feedback.days_waited(hours, found.arrived_on, clock.today()))


def _version(found: FeedbackComment) -> FormVersion:
    return db_session().get_one(FormVersion, found.version_id)


def _next() -> str:
    """The comment that has waited longest, or the start where none waits."""
    left = feedback.unread_comments(db_session(), own_service_ids())
    return url_for(".comment", comment_id=left[0].id) if left else url_for(".home")


def _nothing_left() -> str:
    return gettext("Nothing is left to read. Keep it back, or black out less")


def _was_read() -> str:
    return gettext("Somebody else has decided about it. Look at what they did, then decide again")
