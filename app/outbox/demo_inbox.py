"""Where the messages of a demo arrive: a file beside its database, and no real address."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from app.outbox.senders import Text

MOST_SHOWN = 50


@dataclass(frozen=True)
class Arrived:
    """A message as it would look on somebody's phone."""

    to: str
    subject: str
    body: str
    language: str
    channel: str
    reference: str


@dataclass(frozen=True)
class DemoInbox:
    """A sender that keeps what it is given, for a newcomer to read. Refused in production."""

    file: Path

    def send(self, text: Text) -> None:
        """Put it on top of the others."""
        values = asdict(text)
        values.pop("is_again")
        line = json.dumps(values, ensure_ascii=False) + "\n"
        # One write to the end of the file: several workers do not get in each other's way.
        into = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(into, "ab", buffering=0) as out:
            out.write(line.encode())

    def newest(self) -> list[Arrived]:
        """What arrived, the newest first, each once."""
        if not self.file.exists():
            return []
        lines = self.file.read_text(encoding="utf-8").splitlines()
        found: dict[str, Arrived] = {}
        for line in reversed(lines):
            arrived = Arrived(**json.loads(line))
            found.setdefault(arrived.reference, arrived)
        return list(found.values())[:MOST_SHOWN]
