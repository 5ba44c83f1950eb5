"""What somebody sees of themselves, once they have signed in: their own and nobody else's."""

from app.space.choices import Choices, choices_for
from app.space.coming import asks_for
from app.space.history import MOST_MESSAGES, Fate, PastMessage, messages_for

__all__ = [
    "MOST_MESSAGES",
    "Choices",
    "Fate",
    "PastMessage",
    "asks_for",
    "choices_for",
    "messages_for",
]
