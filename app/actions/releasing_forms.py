"""A form's way from draft to live: asked for, agreed to by several people, and released."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app import codesign, security
from app.actions.changing import NotAChange, SomebodyChangedIt
from app.actions.wording_crisis import ApprovedByItsAuthor
from app.codesign import (
    FormApproval,
    FormVersion,
    Freshness,
    Needed,
    PlacedFault,
    Standing,
    VersionState,
)
from app.codesign import FormWording as Wording
from app.security import Actor, User


class NotInThatState(Exception):
    """Somebody has taken the version further, or back, since the page was opened."""


class NotAForm(Exception):
    """People cannot be asked this version yet; says everything that is wrong with it."""

    def __init__(self, faults: Sequence[PlacedFault]) -> None:
        super().__init__(", ".join(one.fault for one in faults))
        self.faults = faults


class NotEnoughApprovals(Exception):
    """More people have to agree first; says how it stands."""

    def __init__(self, standing: Standing) -> None:
        super().__init__("more people have to agree")
        self.standing = standing


def submit_form(
    session: Session, version_id: UUID, *, reason: str, fingerprint: str, by: Actor, at: datetime
) -> None:
    """Ask others to look at a draft. From here on nobody changes it.

    `fingerprint` is that of the draft that was looked at. Raises NotAChange without a reason,
    NotAForm, SomebodyChangedIt, or NotInThatState.
    """
    if not reason.strip():
        raise NotAChange
    version = _hold(session, version_id, VersionState.DRAFT, fingerprint=fingerprint)
    _check(version)
    version.state, version.reason = VersionState.IN_REVIEW, reason.strip()
    version.submitted_at = at
    _finish(session, "form.submitted", version, by=by, at=at)


def take_form_back(session: Session, version_id: UUID, *, by: Actor, at: datetime) -> None:
    """Make it a draft again, to change it. Who had agreed has to agree anew: to other words.

    Raises NotInThatState.
    """
    version = _hold(session, version_id, VersionState.IN_REVIEW, VersionState.APPROVED)
    for approval in codesign.approvals_of(session, version.id):
        approval.dropped_at = approval.dropped_at or at
    version.state, version.submitted_at = VersionState.DRAFT, None
    _finish(session, "form.taken_back", version, by=by, at=at)


def approve_form(
    session: Session, version_id: UUID, *, fingerprint: str, needed: Needed, user: User,
    at: datetime,
) -> FormVersion:  # fmt: skip
    """Agree to exactly the words that were looked at. Twice is once.

    Raises ApprovedByItsAuthor for who wrote it alone, SomebodyChangedIt, or NotInThatState.
    """
    version = _hold(
        session, version_id, VersionState.IN_REVIEW, VersionState.APPROVED, fingerprint=fingerprint
    )
    standing = codesign.read_standing(session, version, needed)
    if standing.is_only_author(user.id):
        raise ApprovedByItsAuthor
    if standing.has_approved(user.id):
        session.rollback()
        return version
    session.add(
        FormApproval(
            version_id=version.id, user_id=user.id, fingerprint=version.fingerprint,
            role_names=[role.value for role in user.roles], approved_at=at,
        )
    )  # fmt: skip
    session.flush()
    if codesign.read_standing(session, version, needed).is_enough:
        version.state = VersionState.APPROVED
    _finish(session, "form.approved", version, by=user.actor, at=at)
    return version


def release_form(
    session: Session, version_id: UUID, *, needed: Needed, by: Actor, at: datetime
) -> FormVersion:
    """Ask people this version from now on, in every language that is ready. The older one retires.

    Who is in the middle of the older one finishes it. Raises NotInThatState, NotEnoughApprovals
    (SAF-13), or NotAForm.
    """
    version = _hold(session, version_id, VersionState.APPROVED)
    _check(version)
    standing = codesign.read_standing(session, version, needed)
    if not standing.is_enough:
        raise NotEnoughApprovals(standing)
    if older := codesign.newest_released(session, version.form_id):
        older.state, older.retired_at = VersionState.RETIRED, at
        session.flush()  # there is one live version at most, also for a moment
    version.state = VersionState.LIVE
    version.released_at, version.released_by = at, by.id
    for language in codesign.ready_languages(session, version):
        add_wording(session, version, language, by=by, at=at)
    _finish(session, "form.released", version, by=by, at=at)
    return version


def add_wording(
    session: Session, version: FormVersion, language: str, *, by: Actor, at: datetime
) -> Wording:
    """The words of this version in one language, as they are now and stay. Not committed."""
    beside = codesign.side_by_side(session, version.form_id, version.content, language)
    texts = {one.address: one.text for one in beside if one.freshness is Freshness.APPROVED}
    made = Wording(
        version_id=version.id, language=language, texts=texts, released_at=at, released_by=by.id
    )
    session.add(made)
    session.flush()
    return made


def _hold(
    session: Session, version_id: UUID, *states: VersionState, fingerprint: str | None = None
) -> FormVersion:
    """The version, which nobody else takes further meanwhile, where it is in one of the states."""
    version = codesign.hold_version(session, version_id)
    if version.state not in states:
        raise NotInThatState
    if fingerprint is not None and version.fingerprint != fingerprint:
        raise SomebodyChangedIt
    return version


def _check(version: FormVersion) -> None:
    if faults := codesign.form_faults(version.content, asks=version.form.purpose.asks):
        raise NotAForm(faults)


def _finish(session: Session, event: str, version: FormVersion, *, by: Actor, at: datetime) -> None:
    session.flush()
    detail = f"version {version.version}"
    security.audit(session, event, subject=version, by=by, at=at, detail=detail)
    session.commit()
