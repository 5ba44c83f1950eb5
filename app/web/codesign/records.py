"""What somebody in the workshop may see: the forms of their own trust, and no table of clients."""

from uuid import UUID

from app import care, codesign
from app.care import Service
from app.codesign import UNFINISHED, Form, FormComment, FormVersion
from app.extensions import db_session
from app.web.ui import refuse, signed_in_user


def own_services() -> list[Service]:
    """The services of this colleague's trust, by name."""
    return care.services_of(db_session(), signed_in_user())


def form_or_404(form_id: UUID) -> Form:
    """One of their forms. Anybody else's is the same as none (SEC-34)."""
    form = db_session().get(Form, form_id)
    if form is None or form.service_id not in {service.id for service in own_services()}:
        refuse(form_id)
    return form


def version_or_404(version_id: UUID) -> FormVersion:
    """One version of one of their forms."""
    version = codesign.find_version(db_session(), version_id)
    if version is None or version.form.service_id not in {one.id for one in own_services()}:
        refuse(version_id)
    return version


def shown_version(form: Form) -> FormVersion:
    """The version that is worked on; the newest one where nobody works on any."""
    versions = codesign.versions_of(db_session(), form.id)
    unfinished = next((one for one in versions if one.state in UNFINISHED), None)
    return unfinished or next(iter(versions), None) or refuse(form.id)


def comment_or_404(comment_id: UUID) -> FormComment:
    """A remark on one of their forms."""
    comment = db_session().get(FormComment, comment_id) or refuse(comment_id)
    version_or_404(comment.version_id)
    return comment
