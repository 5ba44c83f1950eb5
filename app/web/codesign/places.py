"""Where things stand in the editor."""

from uuid import UUID

from flask import current_app, url_for
from flask_babel import gettext

from app.codesign import Form


def anchor(address: str) -> str:
    """The id of the element in which the sentence at this address is."""
    return f"at-{address or 'form'}"


def editor_at(form_id: UUID, address: str, *, saved: str | None = None) -> str:
    """The editor, open at a sentence or a question."""
    return url_for("codesign.editor.form", form_id=form_id, _anchor=anchor(address), saved=saved)


def elsewhere(form: Form) -> list[tuple[str, str]]:
    """The other pages about a form: its way to being live, and its languages."""
    pages = {
        "codesign.review.page": gettext("Review and release"),
        "codesign.languages.page": gettext("Languages"),
    }
    return [(url_for(name, form_id=form.id), words) for name, words in _there(pages)]


def rooms() -> list[tuple[str, str]]:
    """The other rooms of the workshop."""
    pages = {
        "codesign.texts.every": gettext("Invitations, reminders and words for people in danger"),
        "codesign.measures.every": gettext("Questionnaires that cannot be changed, and why"),
        "codesign.jargon.every": gettext("Words we would rather not use"),
    }
    return [(url_for(name), words) for name, words in _there(pages)]


def _there(pages: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, words) for name, words in pages.items() if name in current_app.view_functions]
