"""The forms that a service starts from, with translations that a reader has still to approve."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.codesign.content import FormContent
from app.codesign.forms import Purpose

FOLDER = Path(__file__).parent / "shipped"


@dataclass(frozen=True)
class ShippedForm:
    """A form in English, and its sentences by address in each other language."""

    content: FormContent
    translations: dict[str, dict[str, str]]


@cache
def shipped_form(purpose: Purpose) -> ShippedForm | None:
    """What a form for this purpose starts from; None where a service starts with nothing."""
    file = FOLDER / f"{purpose}.toml"
    if not file.exists():
        return None
    stored = tomllib.loads(file.read_text(encoding="utf-8"))
    translations = stored.pop("translations")
    return ShippedForm(FormContent.from_json(stored), translations)
