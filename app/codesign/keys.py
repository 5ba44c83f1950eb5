"""Keys of questions and options: made once, of the first words, and kept whatever they become."""

import re
import unicodedata
from collections.abc import Collection

from app.codesign.content_faults import KEY

LONGEST_BASE = 36
WORDS_IN_KEY = 3


def new_key(words: str, taken: Collection[str], *, fallback: str) -> str:
    """A key that nothing else has. The fallback stands for words in no Latin letters."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    parts = re.findall(r"[a-z0-9]+", plain.replace("'", ""))[:WORDS_IN_KEY]
    base = "_".join(parts)[:LONGEST_BASE].strip("_")
    base = base if KEY.fullmatch(base) else fallback
    numbered = (f"{base}_{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (base, *numbered) if key not in taken)
