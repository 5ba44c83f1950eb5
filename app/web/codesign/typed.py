"""What somebody typed or chose."""

from datetime import datetime

from flask import request

from app import actions


def words_in(name: str) -> str:
    """The words of a field as they are kept."""
    return actions.as_stored(request.form.get(name, ""))


def moment_in(name: str) -> datetime | None:
    """The moment that a page wrote into its form; None for what is none."""
    try:
        found = datetime.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
    return found if found.tzinfo else None
