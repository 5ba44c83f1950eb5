"""A postroom that keeps what it is given."""

from app.actions import Postroom
from app.outbox import Channel, Text


class Post:
    """Senders for e-mail and text messages, and what they were given."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.room = Postroom({Channel.EMAIL: self, Channel.SMS: self}, "https://heard.test")

    def send(self, text: Text) -> None:
        """Keep it."""
        self.texts.append(text)
