"""What a therapist's web session keeps from a press of a button to the page that follows it.

Every press ends in a redirect, so that Back, a reload and another language work on each page. The
addresses in between name nobody and nothing clinical (SEC-28): what was typed or chosen waits here,
on the server. A name and a link are sealed, as they are everywhere else in the database.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask import session

from app import clock
from app.security import SealBroken, keyring

SEARCH, CHOICES, LINK = "caseload_search", "check_in_choices", "shown_link"
SEARCH_PLACE = "web_session.caseload_search"
# The redirect follows at once. Whoever comes later makes a new link, which ends this one.
LINK_WAITS = timedelta(minutes=1)
# Of so many clients' check-ins the choice is kept, for whoever works in several tabs.
MOST_CHOICES = 10


def keep_search(words: str) -> None:
    """Keep what somebody looked for in the caseload: it is mostly a name."""
    session[SEARCH] = keyring().seal(words, SEARCH_PLACE)


def kept_search() -> str:
    """What they looked for; empty when that was forgotten."""
    return _unsealed(session.get(SEARCH, ""), SEARCH_PLACE)


def forget_search() -> None:
    """Look at everybody again."""
    if SEARCH in session:
        del session[SEARCH]


def keep_choice(client_id: UUID, measures: Sequence[str]) -> None:
    """Keep which questionnaires were chosen for this client; none forgets the choice."""
    others = [one for one in session.get(CHOICES, []) if one[0] != str(client_id)]
    mine = [[str(client_id), list(measures)]] if measures else []
    session[CHOICES] = (others + mine)[-MOST_CHOICES:]


def kept_choice(client_id: UUID) -> list[str]:
    """Which questionnaires were chosen for this client, until they are given."""
    return dict(session.get(CHOICES, [])).get(str(client_id), [])


def keep_link(check_in_id: UUID, token: str) -> None:
    """Keep a new link for the one page that shows it (SEC-18)."""
    until = clock.now() + LINK_WAITS
    sealed = keyring().seal(token, _link_place(check_in_id))
    session[LINK] = {"sealed": sealed, "until": until.isoformat()}


def take_link(check_in_id: UUID) -> str:
    """The link to this check-in, once: it is forgotten as it is read. Empty ever after."""
    kept = session.pop(LINK, None)
    if kept is None or datetime.fromisoformat(kept["until"]) < clock.now():
        return ""
    return _unsealed(kept["sealed"], _link_place(check_in_id))


def _link_place(check_in_id: UUID) -> str:
    return f"web_session.shown_link.{check_in_id}"


def _unsealed(sealed: str, place: str) -> str:
    """The text; empty for what was sealed for another place, or by a key that is gone."""
    try:
        return keyring().unseal(sealed, place) if sealed else ""
    except SealBroken:
        return ""
