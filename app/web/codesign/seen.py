"""A form as people would see it now, in any language: what is translated already, else English."""

from app import codesign
from app.codesign import FormContent, FormVersion, Freshness
from app.extensions import db_session


def content_to_see(version: FormVersion, language: str) -> tuple[FormContent, str]:
    """The form, and the language that it is in."""
    if language == "en":
        return version.content, "en"
    if version.released_at:
        return codesign.content_in(db_session(), version, language)
    rows = codesign.side_by_side(db_session(), version.form_id, version.content, language)
    fresh = (Freshness.TO_APPROVE, Freshness.APPROVED)
    texts = {row.address: row.text for row in rows if row.freshness in fresh and row.text}
    return (version.content.saying(texts), language) if texts else (version.content, "en")
