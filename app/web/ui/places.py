"""Where a member of staff can go: each audience says what its part is called, and who may go."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app, url_for
from flask_babel import LazyString, format_decimal
from flask_login import current_user

from app.security import Permission, User

# What has room in the header, and in that of a phone; the others stand at the foot of the page.
MOST_IN_HEADER = 3
MOST_ON_A_PHONE = 2


@dataclass(frozen=True)
class Place:
    """A part of the portal with a page to begin on. `count` says how much waits there."""

    endpoint: str
    name: LazyString
    permission: Permission
    count: Callable[[], int] | None = None

    @property
    def address(self) -> str:
        """Where it begins."""
        return url_for(self.endpoint)

    @property
    def label(self) -> str:
        """Its name, with how much waits there."""
        waiting = self.count() if self.count else 0
        return f"{self.name} ({format_decimal(waiting)})" if waiting else str(self.name)


def init_places(app: Flask) -> None:
    """Let audiences add their places, and let the frame of staff pages show them."""
    app.extensions["places"] = []
    app.jinja_env.globals |= {
        "header_places": _in_header,
        "footer_places": _in_footer,
        "first_place": _first,
    }


def add_place(app: Flask, place: Place) -> None:
    """Offer this place to everybody who may go there, after those that were added before."""
    app.extensions["places"].append(place)


def places_for(user: User) -> list[Place]:
    """Where this colleague can go, what they need most first."""
    every: list[Place] = current_app.extensions["places"]
    return [place for place in every if user.may(place.permission)]


def _in_header() -> list[tuple[Place, bool]]:
    """Each with whether it stands there only where there is room."""
    return [(place, n >= MOST_ON_A_PHONE) for n, place in enumerate(_mine()[:MOST_IN_HEADER])]


def _in_footer() -> list[tuple[Place, bool]]:
    """Each with whether it stands there only on a phone."""
    mine = enumerate(_mine())
    return [(place, n < MOST_IN_HEADER) for n, place in mine if n >= MOST_ON_A_PHONE]


def _first() -> str:
    """Where the name at the top leads."""
    mine = _mine()
    return mine[0].address if mine else url_for("account.home")


def _mine() -> list[Place]:
    return places_for(current_user) if current_user.is_authenticated else []
