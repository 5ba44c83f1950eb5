"""Our few static files: compressed once, and named by their content so that browsers keep them."""

import gzip
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import brotli

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


# What only we read of a script: lines of comment, and where lines begin.
FOR_US = re.compile(rb"^[ ]*(?://.*\n)?|[ ]*\n(?=\n)", re.MULTILINE)
# Says which part a script begins with, so that a page asks for one script and not for two.
BEGINS = re.compile(rb"^// begins with (parts/\w+\.js)\n", re.MULTILINE)


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: its name says its content, its bodies are ready to go."""

    name: str
    type: str
    bodies: dict[str, bytes]

    def body_for(self, accepted: str) -> tuple[str, bytes]:
        """The smallest body that a browser with this Accept-Encoding reads, and its encoding."""
        offered = {part.split(";")[0].strip() for part in accepted.split(",")} | {"identity"}
        encoding = next(name for name in ("br", "gzip", "identity") if name in offered)
        return encoding, self.bodies[encoding]


def load(folder: Path = STATIC) -> dict[str, Asset]:
    """Every static file, by the name it has in the folder."""
    return {file.name: _asset(file) for file in sorted(folder.iterdir()) if file.suffix in TYPES}


def _asset(file: Path) -> Asset:
    content = _script(file) if file.suffix == ".js" else file.read_bytes()
    name = f"{file.stem}.{sha256(content).hexdigest()[:10]}{file.suffix}"
    bodies = {
        "br": brotli.compress(content, mode=brotli.MODE_TEXT),
        "gzip": gzip.compress(content, compresslevel=9, mtime=0),
        "identity": content,
    }
    return Asset(name, TYPES[file.suffix], bodies)


def _script(file: Path) -> bytes:
    """The script with the part that it begins with."""
    script = file.read_bytes()
    begins = BEGINS.search(script)
    part = (file.parent / begins[1].decode()).read_bytes() if begins else b""
    return _lean(part) + _lean(script)


def _lean(script: bytes) -> bytes:
    """The script without what a phone has no use for. No text in it may run over several lines."""
    return FOR_US.sub(b"", script)
