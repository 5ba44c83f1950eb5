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
        self._instrument: Callable[[str], Instrument] = cache(self._read_instrument)
        self._wordings: Callable[[str], dict[str, Wording]] = cache(self._read_wordings)
        self._keys: Callable[[], tuple[str, ...]] = cache(self._list_keys)

    def keys(self) -> tuple[str, ...]:
        """The key of every measure, in alphabetical order."""
        return self._keys()

    def get(self, key: str) -> Instrument:
        """The measure with this key, or UnknownInstrument."""
        if key not in self._keys():
            raise UnknownInstrument(f"There is no measure {key!r}")
        return self._instrument(key)

    def wordings(self, key: str) -> tuple[Wording, ...]:
        """Every language this measure has words in, English first."""
        self.get(key)
        return tuple(self._wordings(key).values())

    def find_wording(self, key: str, language: str) -> Wording | None:
        """The words of this measure in exactly this language, or None."""
        self.get(key)
        return self._wordings(key).get(language)

    def wording_files(self, key: str) -> list[Path]:
        """The wording files of one measure, English first."""
        paths = (self.folder / key / "wording").glob("*.toml")
        return sorted(paths, key=lambda path: (path.stem != "en", path.stem))

    def _list_keys(self) -> tuple[str, ...]:
        return tuple(sorted(path.parent.name for path in self.folder.glob("*/measure.toml")))

    def _read_instrument(self, key: str) -> Instrument:
        return read_measure(self.folder / key)

    def _read_wordings(self, key: str) -> dict[str, Wording]:
        instrument = self._instrument(key)
        return {path.stem: read_wording(path, instrument) for path in self.wording_files(key)}
