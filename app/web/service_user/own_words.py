"""Why we ask, and thank you: in the words that the service wrote itself, where it has any."""

from dataclasses import dataclass
from uuid import UUID

from app import codesign
from app.codesign import Purpose
from app.extensions import db_session
from app.web.ui import form_tongue, language


@dataclass(frozen=True)
class OwnWords:
    """Some words of the service, and the language that they are in."""

    text: str
    language: str

    @property
    def lines(self) -> list[str]:
        """What they say, paragraph by paragraph."""
        return [line for line in self.text.splitlines() if line.strip()]

    @property
    def tongue(self) -> str:
        """Marks them where the page is in another language (ACC-10)."""
        return "" if self.language == language() else form_tongue(self.language)


def own_words(service_id: UUID, place: str) -> OwnWords | None:
    """What the service says at "why" or "thanks", in the reader's language, else in English.

    None where it has released no such words.
    """
    version = codesign.live_version(db_session(), service_id, Purpose.CHECK_IN_WORDS)
    if version is None:
        return None
    content, spoken = codesign.content_in(db_session(), version, language())
    said = content.find(place)
    return OwnWords(said.text, spoken) if said and said.text else None
