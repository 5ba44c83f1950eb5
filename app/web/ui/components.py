"""The components of the NHS design system, as functions for our templates: `nhs.button(...)`.

Their macros count on undefined names being empty. Ours must not, as a misspelt name would leave a
hole in a page, so the components have an environment of their own.
"""

import re
from collections.abc import Callable
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader
from markupsafe import Markup

_components = Environment(
    loader=PackageLoader("nhsuk_frontend_jinja"),
    undefined=ChainableUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Components:
    """`nhs.errorSummary(titleText=...)` gives the HTML of that component."""

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        folder = re.sub(r"([A-Z])", lambda capital: "-" + capital[1].lower(), name)
        template = _components.get_template(f"nhsuk/components/{folder}/macro.jinja")
        macro = getattr(template.module, name)
        return lambda **params: macro(_plain(params))


nhs = Components()


def _plain(value: Any) -> Any:
    """The same without lazy translations: to the macros they are not text, and would disappear."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value if isinstance(value, bool | int | float | str | None) else str(value)
