"""The measures in a folder of definitions, each read when somebody first asks for it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from app.instruments.errors import UnknownInstrument
from app.instruments.instrument import Instrument
from app.instruments.measure_file import read_measure
from app.instruments.wording import Wording
from app.instruments.wording_file import read_wording

PACKAGED = Path(__file__).parent / "definitions"


class Library:
    """One folder of definitions. A file is read once; a library lives as long as the process."""

    def __init__(self, folder: Path = PACKAGED) -> None:
        self.folder = folder
        self.list_keys: Callable[[], tuple[str, ...]] = cache(self._list_keys)
        self._instrument: Callable[[str], Instrument] = cache(self._read_instrument)
        self._wording: Callable[[str, str], Wording] = cache(self._read_wording)
        self._languages: Callable[[str], tuple[str, ...]] = cache(self._list_languages)

    def get(self, key: str) -> Instrument:
        """The measure with this key, or UnknownInstrument."""
        if key not in self.list_keys():
            raise UnknownInstrument(f"There is no measure {key!r}")
        return self._instrument(key)

    def languages(self, key: str) -> tuple[str, ...]:
        """The languages this measure has words in, English first."""
        self.get(key)
        return self._languages(key)

    def wordings(self, key: str) -> tuple[Wording, ...]:
        """The words of this measure in every language that has them, English first."""
        return tuple(self._wording(key, language) for language in self.languages(key))

    def find_wording(self, key: str, language: str) -> Wording | None:
        """The words of this measure in exactly this language, or None."""
        return self._wording(key, language) if language in self.languages(key) else None

    def _list_keys(self) -> tuple[str, ...]:
        """The key of every measure, in alphabetical order."""
        return tuple(sorted(path.parent.name for path in self.folder.glob("*/measure.toml")))

    def _list_languages(self, key: str) -> tuple[str, ...]:
        languages = [path.stem for path in (self.folder / key / "wording").glob("*.toml")]
        return tuple(sorted(languages, key=lambda language: (language != "en", language)))

    def _read_instrument(self, key: str) -> Instrument:
        return read_measure(self.folder / key)

    def _read_wording(self, key: str, language: str) -> Wording:
        path = self.folder / key / "wording" / f"{language}.toml"
        return read_wording(path, self._instrument(key))
