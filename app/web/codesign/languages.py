"""Languages side by side: each sentence in English, with its translation and how fresh it is."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import actions, clock, codesign
from app.codesign import (
    Form,
    FormVersion,
    Freshness,
    Piece,
    TranslatedSentence,
    VersionState,
    sentence_fingerprint,
)
from app.extensions import db_session
from app.security import Permission
from app.web.codesign.records import form_or_404, shown_version
from app.web.codesign.translation_faults import FAULTS
from app.web.ui import fresh_sign_in, requires, signed_in_user, user_names
from config import LANGUAGES

OTHERS = tuple(language for language in LANGUAGES if language != "en")

bp = Blueprint("languages", __name__, url_prefix="/forms/<uuid:form_id>/languages")


@dataclass(frozen=True)
class Side:
    """One version of a form beside one language."""

    form: Form
    version: FormVersion
    language: str

    @cached_property
    def sentences(self) -> list[TranslatedSentence]:
        """Every sentence with its translation, in reading order."""
        return codesign.side_by_side(
            db_session(), self.form.id, self.version.content, self.language
        )

    @property
    def counts(self) -> Counter[Freshness]:
        """How many sentences are missing, stale, to be approved, and approved."""
        return Counter(one.freshness for one in self.sentences)

    @property
    def is_ready(self) -> bool:
        """Whether every sentence is fresh and approved."""
        return self.counts[Freshness.APPROVED] == len(self.sentences) > 0

    @property
    def is_live(self) -> bool:
        """Whether people are asked in this language."""
        wording = codesign.find_wording(db_session(), self.version.id, self.language)
        return wording is not None and self.version.state is VersionState.LIVE

    @property
    def waits_for_release(self) -> bool:
        """Whether the live version could be asked in this language too."""
        is_asked = self.version.state is VersionState.LIVE
        return is_asked and self.is_ready and not self.is_live

    @property
    def address(self) -> str:
        """Where the page is."""
        return url_for(
            "codesign.languages.side", form_id=self.form.id, language=self.language,
            version=self.version.version,
        )  # fmt: skip

    def older_english(self, one: TranslatedSentence) -> tuple[Piece, ...]:
        """What has changed in the English that a stale translation was made from."""
        return codesign.words_apart(one.older_source, one.source)

    def is_mine(self, one: TranslatedSentence) -> bool:
        """Whether the reader wrote the translation."""
        return one.translated_by == signed_in_user().id


@dataclass(frozen=True)
class Typed:
    """What somebody typed for one sentence, and why it was not kept. `theirs` is there now."""

    address: str
    text: str
    problems: list[str]
    theirs: str | None = None

    @property
    def links(self) -> list[tuple[str, str]]:
        """What is wrong, with the place on the page."""
        return [(f"at-{self.address}", words) for words in self.problems]


@bp.get("")
@requires(Permission.READ_WORKSHOP)
def page(form_id: UUID) -> ResponseReturnValue:
    """Each language, and how far it is."""
    form = form_or_404(form_id)
    sides = [Side(form, shown_version(form), language) for language in OTHERS]
    return render_template("codesign/languages.html", form=form, sides=sides)


@bp.get("/<language>")
@requires(Permission.READ_WORKSHOP)
def side(form_id: UUID, language: str) -> ResponseReturnValue:
    """Every sentence in both languages."""
    return _page(side_or_404(form_id, language))


@bp.post("/<language>/sentence")
@requires(Permission.WRITE_FORMS)
def write(form_id: UUID, language: str) -> ResponseReturnValue:
    """Keep the translation of one sentence."""
    here, address = side_or_404(form_id, language), request.form.get("address", "")
    text = codesign.tidied(request.form.get("text", ""))
    try:
        actions.translate_sentence(
            db_session(), here.version, language, address, text,
            source=request.form.get("source", ""), began=request.form.get("began", ""),
            by=signed_in_user().actor, at=clock.now(),
        )  # fmt: skip
    except actions.NotATranslation as refusal:
        problems = [str(FAULTS[codesign.TranslationFault(fault)]) for fault in refusal.faults]
        return _page(here, Typed(address, text, problems), 422)
    except actions.SomebodyChangedIt:
        return _changed(form_id, language, address, text)
    flash(gettext("Saved. Somebody else who reads the language has to approve it."))
    return _back(here, address)


@bp.post("/<language>/approve")
@requires(Permission.APPROVE_FORMS)
def approve(form_id: UUID, language: str) -> ResponseReturnValue:
    """Agree to the translation of one sentence, as somebody who reads the language."""
    here, address = side_or_404(form_id, language), request.form.get("address", "")
    seen, reads = request.form.get("seen", ""), "reads" in request.form
    try:
        actions.approve_sentence(
            db_session(), here.version, language, address, seen=seen, reads=reads,
            user=signed_in_user(), at=clock.now(),
        )  # fmt: skip
    except actions.NotAReader:
        problem = gettext("Say that you read the language. Only then you can approve words in it")
        return _page(here, Typed(address, "", [problem]), 422)
    except (actions.ApprovedByItsAuthor, actions.SomebodyChangedIt):
        return _changed(form_id, language, address, "")
    flash(gettext("Approved."))
    return _back(here, address)


@bp.route("/<language>/release", methods=["GET", "POST"])
@requires(Permission.RELEASE_FORMS)
@fresh_sign_in
def release(form_id: UUID, language: str) -> ResponseReturnValue:
    """Ask people in this language too, from now on (SEC-32)."""
    form = form_or_404(form_id)
    live = codesign.newest_released(db_session(), form.id) or abort(404)
    here = side_or_404(form_id, language, live.version)
    if request.method == "GET":
        return render_template("codesign/language_release.html", side=here)
    try:
        by = signed_in_user().actor
        actions.release_language(db_session(), live.id, language, by=by, at=clock.now())
    except (actions.NotEverySentence, actions.NotInThatState):
        flash(gettext("Nothing was released. This is how it stands now."))
    else:
        flash(gettext("Released. People who read this language are asked in it from now on."))
    return redirect(here.address, 303)


def side_or_404(form_id: UUID, language: str, number: int | None = None) -> Side:
    """The form beside one of our languages: the version that is named, or that is worked on."""
    form = form_or_404(form_id)
    if language not in OTHERS:
        abort(404)
    wanted = str(number or request.values.get("version", ""))
    versions = codesign.versions_of(db_session(), form.id)
    named = next((one for one in versions if str(one.version) == wanted), None)
    return Side(form, named or shown_version(form), language)


def _page(here: Side, typed: Typed | None = None, status: int = 200) -> ResponseReturnValue:
    user = signed_in_user()
    live = codesign.newest_released(db_session(), here.form.id)
    page = render_template(
        "codesign/language.html",
        side=here,
        typed=typed,
        reads=codesign.has_read(db_session(), user.id, here.language),
        names=user_names(
            {by for one in here.sentences for by in (one.translated_by, one.approved_by)}
        ),
        others=[one for one in (live, shown_version(here.form)) if one and one != here.version],
        fingerprint=sentence_fingerprint,
        apart=codesign.words_apart,
    )
    return page, status


def _changed(form_id: UUID, language: str, address: str, text: str) -> ResponseReturnValue:
    """Somebody was faster: their words, and what was typed here."""
    db_session().rollback()
    here = side_or_404(form_id, language)
    now = next((one.current for one in here.sentences if one.address == address), None)
    problem = gettext("Somebody has changed this sentence meanwhile. Compare, then save again")
    return _page(here, Typed(address, text or now or "", [problem], now), 409)


def _back(here: Side, address: str) -> ResponseReturnValue:
    return redirect(f"{here.address}#at-{address}", 303)
