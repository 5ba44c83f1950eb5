"""What a browser does for a person who completes a PHQ-9, without the browser: request by request.

It says what a phone would say (cookies, compression, one connection kept open) and reads from the
pages only what a form needs, so that the load it makes is small beside what it measures.
"""

import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import brotli

from tests.bench.serving import Server

HEADERS = {
    "Accept-Encoding": "gzip, br",
    "Accept-Language": "en-GB,en;q=0.9",
    "User-Agent": "Bench",
}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Reply:
    """What came back."""

    method: str
    path: str
    status: int
    text: str
    location: str
    seconds: float

    @property
    def csrf_token(self) -> str:
        """The token in the page's form."""
        found = TOKEN.search(self.text)
        if found is None:
            raise LookupError(f"{self.path} has no form: {self.status} {self.text[:300]}")
        return found[1]


@dataclass
class Browser:
    """One browser with its cookies; remembers every reply."""

    server: Server
    replies: list[Reply] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: dict(HEADERS))

    def __post_init__(self) -> None:
        self._connection = self.server.connect()

    def get(self, path: str) -> Reply:
        """Open a page."""
        return self._send("GET", path)

    def post(self, path: str, **fields: str) -> Reply:
        """Send a form."""
        return self._send("POST", path, urlencode(fields))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _send(self, method: str, path: str, body: str | None = None) -> Reply:
        headers = self.headers | {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        self._remember_cookies(response)
        text = _unpacked(content, response.headers.get("Content-Encoding", ""))
        location = response.headers.get("Location", "")
        reply = Reply(method, path, response.status, text, location, seconds)
        self.replies.append(reply)
        return reply

    def _remember_cookies(self, response: http.client.HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value


def _unpacked(content: bytes, encoding: str) -> str:
    if encoding == "br":
        content = brotli.decompress(content)
    elif encoding == "gzip":
        import gzip

        content = gzip.decompress(content)
    return content.decode()
