"""When a version may go live: who has agreed, who still has to, and that what was live stays."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from app.codesign.forms import (
    UNFINISHED,
    FormApproval,
    FormEdit,
    FormVersion,
    FormWording,
    VersionState,
)
from app.security import Role

LIVED = Role.CO_DESIGNER
CLINICAL = frozenset({Role.CLINICIAN, Role.SERVICE_LEAD})


class WasLive(Exception):
    """What people were asked is never changed or deleted: their answers stand beside it."""


@dataclass(frozen=True)
class Needed:
    """How many people have to agree before a form may be released (SAF-13)."""

    co_designers: int = 2
    clinicians: int = 1


@dataclass(frozen=True)
class Standing:
    """How far a version is from being approved. Only `approvals` count."""

    approvals: tuple[FormApproval, ...]
    missing_co_designers: int
    missing_clinicians: int
    # Everybody who wrote in it. Who did so alone cannot agree with themselves.
    authors: frozenset[UUID]

    @property
    def is_enough(self) -> bool:
        """Whether it may be released."""
        return self.missing_co_designers == self.missing_clinicians == 0

    def is_only_author(self, user_id: UUID) -> bool:
        """Whether nobody but this person wrote it."""
        return self.authors == {user_id}

    def has_approved(self, user_id: UUID) -> bool:
        """Whether this person's yes counts already."""
        return user_id in {one.user_id for one in self.approvals}


def standing_of(
    approvals: Collection[FormApproval],
    *,
    fingerprint: str,
    authors: Collection[UUID],
    needed: Needed,
) -> Standing:
    """Who counts, each once and in one role: whoever is both stands where somebody is missing."""
    alone = authors if len(authors) == 1 else ()
    counted = {
        one.user_id: one
        for one in approvals
        if one.fingerprint == fingerprint and not one.dropped_at and one.user_id not in alone
    }
    kinds = Counter(
        (LIVED in one.as_roles, bool(CLINICAL & set(one.as_roles))) for one in counted.values()
    )
    designers = max(0, needed.co_designers - kinds[True, False])
    clinicians = max(0, needed.clinicians - kinds[False, True])
    clinicians, free = _filled(clinicians, kinds[True, True])
    designers, _free = _filled(designers, free)
    return Standing(tuple(counted.values()), designers, clinicians, frozenset(authors))


def read_standing(session: Session, version: FormVersion, needed: Needed) -> Standing:
    """How far this version is from being approved."""
    return standing_of(
        approvals_of(session, version.id),
        fingerprint=version.fingerprint,
        authors=authors_of(session, version),
        needed=needed,
    )


def approvals_of(session: Session, version_id: UUID) -> Sequence[FormApproval]:
    """Every yes that was ever given to this version, also those that count for nothing now."""
    found = select(FormApproval).where(FormApproval.version_id == version_id)
    return session.scalars(found.order_by(FormApproval.approved_at, FormApproval.id)).all()


def authors_of(session: Session, version: FormVersion) -> set[UUID]:
    """Who wrote in it, or whose words were taken in; whoever began it, where nobody wrote since."""
    found = select(FormEdit.edited_by, FormEdit.suggested_by).where(
        FormEdit.version_id == version.id, FormEdit.language == "en"
    )
    began = {version.made_by} if version.made_by else set()
    return {one for row in session.execute(found.distinct()) for one in row if one} or began


def newest_released(session: Session, form_id: UUID) -> FormVersion | None:
    """The version that is live; None before the first release."""
    found = select(FormVersion).where(
        FormVersion.form_id == form_id, FormVersion.state == VersionState.LIVE
    )
    return session.scalar(found)


def unfinished_version(session: Session, form_id: UUID) -> FormVersion | None:
    """The version that is worked on; None where nobody works on any."""
    found = select(FormVersion).where(
        FormVersion.form_id == form_id, FormVersion.state.in_(UNFINISHED)
    )
    return session.scalar(found.order_by(FormVersion.version.desc()).limit(1))


def _filled(missing: int, free: int) -> tuple[int, int]:
    """How many are missing still, and how many are free still, once those have stepped in."""
    return max(0, missing - free), max(0, free - missing)


@event.listens_for(FormWording, "before_update")
@event.listens_for(FormWording, "before_delete")
def _keep_words(_mapper: object, _connection: object, wording: FormWording) -> None:
    raise WasLive(f"Wording {wording.id} cannot be changed or deleted")


@event.listens_for(FormVersion, "before_update")
def _keep_version(_mapper: object, _connection: object, version: FormVersion) -> None:
    state = inspect(version).attrs.state.history
    before = state.deleted[0] if state.deleted else version.state
    if before in UNFINISHED:
        return
    changed = {one.key for one in inspect(version).attrs if one.history.has_changes()}
    is_retired = before is VersionState.LIVE and version.state is VersionState.RETIRED
    if changed - ({"state", "retired_at"} if is_retired else set()):
        raise WasLive(f"Version {version.id} cannot be changed")


@event.listens_for(FormVersion, "before_delete")
def _keep_released(_mapper: object, _connection: object, version: FormVersion) -> None:
    if version.state not in UNFINISHED:
        raise WasLive(f"Version {version.id} cannot be deleted")
