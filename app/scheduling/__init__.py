"""Check-ins, the questionnaires in them, and the links that let people answer."""

from app.scheduling.check_ins import (
    Assignment,
    AssignmentState,
    CheckIn,
    HelpWanted,
    Invitation,
    Mode,
)
from app.scheduling.facts import (
    AssignmentFacts,
    CheckInFacts,
    HeldAssignment,
    find_assignment,
    hold_assignment,
    lock_assignment,
    mark_submitted,
    read_check_in,
)
from app.scheduling.giving import NothingToAsk, find_check_in, new_check_in
from app.scheduling.invitations import (
    Link,
    LinkState,
    find_invitation,
    find_link,
    invite,
    link_state,
    newest_invitation,
    replace_links,
    token_hash,
)

__all__ = [
    "Assignment",
    "AssignmentFacts",
    "AssignmentState",
    "CheckIn",
    "CheckInFacts",
    "HeldAssignment",
    "HelpWanted",
    "Invitation",
    "Link",
    "LinkState",
    "Mode",
    "NothingToAsk",
    "find_assignment",
    "find_check_in",
    "find_invitation",
    "find_link",
    "hold_assignment",
    "invite",
    "link_state",
    "lock_assignment",
    "mark_submitted",
    "new_check_in",
    "newest_invitation",
    "read_check_in",
    "replace_links",
    "token_hash",
]
