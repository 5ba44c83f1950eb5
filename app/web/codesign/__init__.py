"""The workshop: where people with lived experience write what the service asks and says."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from app.security import Permission
from app.web.codesign import (
    comments,
    editor,
    history,
    jargon,
    languages,
    measures,
    preview,
    questions,
    release,
    review,
    texts,
    translation_files,
    try_out,
    trying,
    versions,
    views,
)
from app.web.codesign.places import anchor, elsewhere, rooms
from app.web.codesign.places_in_words import PLACES
from app.web.codesign.review_words import REVIEW_FILTERS
from app.web.codesign.told import told
from app.web.codesign.words import FILTERS
from app.web.ui import Place, add_place, signed_in_user

# Once, and not for each app: a blueprint is finished when the first app has taken it.
WRITING = (comments, editor, history, jargon, preview, questions, trying)
RELEASING = (review, release, versions, languages, translation_files, texts, measures)
for pages in (*WRITING, *RELEASING):
    views.bp.register_blueprint(pages.bp)
views.bp.context_processor(
    lambda: {
        "elsewhere": elsewhere,
        "rooms": rooms,
        "may": lambda name: signed_in_user().may(Permission(name)),
        "may_write": lambda: signed_in_user().may(Permission.WRITE_FORMS),
    }
)


def init_codesign(app: Flask) -> None:
    """Add the workshop."""
    app.jinja_env.filters |= FILTERS | PLACES | REVIEW_FILTERS | {"told": told}
    app.jinja_env.globals["anchor"] = anchor
    app.register_blueprint(views.bp)
    app.register_blueprint(try_out.bp)
    add_place(app, Place("codesign.home", _l("Workshop"), Permission.READ_WORKSHOP))
