"""Pages as people meet them: opened, read and pressed, without JavaScript.

Every page that is opened here is checked for the mistakes that shut people out, so that every page
test is an accessibility test.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Self
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

ADDRESS = "https://heard.test"
FIELDS = ("input", "select", "textarea")
UNLABELLED = ("hidden", "submit", "button", "reset", "image")
POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns")


def read_page(html: str) -> BeautifulSoup:
    """The page, once it has passed `faults_of`."""
    page = BeautifulSoup(html, "html.parser")
    faults = faults_of(page)
    assert not faults, "\n".join(["This page shuts people out:", *faults])
    return page


def faults_of(page: BeautifulSoup) -> list[str]:
    """What is wrong with this page for someone who hears it or does not use a mouse."""
    tags = page.find_all(True)  # one walk: selectors take ten times as long
    ids = Counter(tag["id"] for tag in tags if tag.has_attr("id"))
    labelled = {tag.get("for") for tag in tags if tag.name == "label"}
    headings = sum(tag.name == "h1" for tag in tags)
    root = page.html
    faults = {
        "no language on <html>": not (root and root.get("lang")),
        "no direction on <html>": not (root and root.get("dir") in ("ltr", "rtl")),
        "no title": not (page.title and page.title.get_text(strip=True)),
        f"{headings} h1 instead of one": headings != 1,
    }
    found = [fault for fault, true in faults.items() if true]
    found += [f"id {id_!r} is there {n} times" for id_, n in ids.items() if n > 1]
    found += [fault for tag in tags for fault in _faults_of_tag(tag, labelled, set(ids))]
    return found


def _faults_of_tag(tag: Tag, labelled: set[Any], ids: set[Any]) -> Iterator[str]:
    if tag.name == "img" and not tag.has_attr("alt"):
        yield f"an image without alt: {tag}"
    if tag.name in FIELDS and tag.get("type") not in UNLABELLED and not _is_named(labelled, tag):
        yield f"no label: {tag}"
    if (tag.name == "button" or (tag.name == "a" and tag.has_attr("href"))) and _is_silent(tag):
        yield f"empty: {tag}"
    for pointer in POINTERS:
        for target in str(tag.get(pointer, "")).split():
            if target not in ids:
                yield f"{pointer} points at nothing: {target}"


class Visit:
    """One browser without JavaScript: its cookies, the page it shows, and what can be pressed.

    `get` and `post` give the bare response, for tests of what a browser would never send.
    """

    def __init__(self, client: FlaskClient, session: Session) -> None:
        self.client = client
        self.session = session
        self.page = BeautifulSoup("", "html.parser")
        self.url = ""
        self.response: TestResponse | None = None

    def open(self, path: str, *, status: int = 200) -> BeautifulSoup:
        """The page at this address, after any redirects."""
        return self._show(self.get(path, follow_redirects=True), status)

    def press(self, button: str, *, status: int = 200, **fields: Any) -> BeautifulSoup:
        """The page after filling in some fields and pressing the button with these words."""
        pressed = self._button(button)
        form_id = pressed.get("form")
        form = self.page.find(id=form_id) if form_id else pressed.find_parent("form")
        assert isinstance(form, Tag), f"The button {button!r} is in no form"
        data = self._filled(form) | {name: _as_typed(value) for name, value in fields.items()}
        if pressed.get("name"):
            data[str(pressed["name"])] = str(pressed.get("value", ""))
        target = str(pressed.get("formaction") or form.get("action") or self.url)
        send = self.post if str(form.get("method", "get")).lower() == "post" else self.get
        words = {"data": data} if send == self.post else {"query_string": data}
        return self._show(send(target, follow_redirects=True, **words), status)

    def follow(self, words: str, *, status: int = 200) -> BeautifulSoup:
        """The page behind the link with these words."""
        link = next((a for a in self.page.select("a[href]") if words in a.get_text(" ")), None)
        assert link is not None, f"No link says {words!r}:\n{self.text}"
        return self.open(str(link["href"]), status=status)

    def get(self, path: str, **how: Any) -> TestResponse:
        """The answer to a plain GET."""
        return self._send("GET", path, **how)

    def post(self, path: str, **how: Any) -> TestResponse:
        """The answer to a plain POST; it carries no CSRF token but the one you give it."""
        return self._send("POST", path, **how)

    @property
    def csrf_token(self) -> str:
        """The token in the page that is open, for posting by hand."""
        field = self.page.select_one("input[name=csrf_token]")
        assert field is not None, "This page has no form"
        return str(field["value"])

    @property
    def text(self) -> str:
        """All that the page says."""
        return self.page.get_text(" ", strip=True)

    def another(self) -> Self:
        """Somebody else's browser, without these cookies."""
        return type(self)(self.client.application.test_client(), self.session)

    def _send(self, method: str, path: str, **how: Any) -> TestResponse:
        # What the test has prepared must be there for the request, and must not block it.
        self.session.commit()
        parts = urlsplit(path)
        assert parts.netloc in ("", "heard.test"), f"{path} leaves the portal"
        where = parts.path or "/"
        if parts.query:
            where += f"?{parts.query}"
        response = self.client.open(where, method=method, base_url=ADDRESS, **how)
        self.session.expire_all()
        return response

    def _show(self, response: TestResponse, status: int) -> BeautifulSoup:
        assert response.status_code == status, f"{response.status}: {_said(response)[:600]}"
        self.response = response
        self.url = response.request.full_path.removesuffix("?")
        self.page = read_page(response.text)
        return self.page

    def _button(self, words: str) -> Tag:
        buttons = self.page.select("button, input[type=submit]")
        said = {b.get_text(" ", strip=True) or str(b.get("value", "")): b for b in buttons}
        for text, button in said.items():
            if words in text:
                return button
        raise AssertionError(f"No button says {words!r}, only {list(said)}:\n{self.text}")

    def _filled(self, form: Tag) -> dict[str, Any]:
        """What the form holds before anything is typed."""
        values: dict[str, Any] = {}
        for field in form.select("input[name], textarea[name]"):
            chosen = field.get("type") not in ("radio", "checkbox") or field.has_attr("checked")
            if chosen and field.get("type") not in ("submit", "button"):
                value = field.get_text() if field.name == "textarea" else field.get("value", "")
                # Several fields of one name are all sent, as browsers do.
                values.setdefault(str(field["name"]), []).append(str(value))
        for select in form.select("select[name]"):
            option = select.select_one("option[selected]") or select.select_one("option")
            values[str(select["name"])] = str(option.get("value", "")) if option else ""
        return values


def _as_typed(value: Any) -> Any:
    return [str(part) for part in value] if isinstance(value, list | tuple) else str(value)


def _is_named(labelled: set[Any], field: Tag) -> bool:
    by_label = field.get("id") in labelled - {None}
    named = field.get("aria-label") or field.get("aria-labelledby")
    return bool(by_label or named or field.find_parent("label"))


def _is_silent(tag: Tag) -> bool:
    named = tag.get_text(strip=True) or tag.get("aria-label") or tag.get("aria-labelledby")
    return not (named or tag.select_one("img[alt], svg[aria-label], svg title"))


def _said(response: TestResponse) -> str:
    return BeautifulSoup(response.text, "html.parser").get_text(" ", strip=True)
