"""Templates, compiled once for each language: what never changes in it is put in for good.

A page has some thirty texts. Looking each of them up, every time, took longer than all the rest of
the page; compiled, `{{ _("Start") }}` is a part of the HTML around it.
"""

from collections.abc import Callable, MutableMapping
from typing import Any

from babel.support import NullTranslations, Translations
from flask import url_for
from flask.sansio.app import App
from flask.templating import Environment
from jinja2 import Template, nodes, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from app.web.ui.languages import Interface, language, language_buttons
from config import TRANSLATIONS

Say = Callable[..., str]


class LanguageEnvironment(Environment):
    """Finds every template in the language of the request: in another environment for each."""

    catalogue: NullTranslations | None = None

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options)
        self._speaking: dict[str, LanguageEnvironment] = {}

    def get_template(self, name: str | Template, *context: Any, **named_context: Any) -> Template:
        """The template, in the language of the request."""
        if self.catalogue is not None:
            return super().get_template(name, *context, **named_context)
        code = language()
        speaking = self._speaking.get(code) or self._in(code)
        return speaking.get_template(name, *context, **named_context)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows: in one dictionary, as every page makes a copy of it."""
        return {**self.globals, **(d or {})}

    def _in(self, code: str) -> "LanguageEnvironment":
        made = self._speaking[code] = self.overlay()
        made.catalogue = Translations.load(str(TRANSLATIONS), [code])
        made.globals = self.globals | {
            "_": _said_in(made.catalogue),
            "ngettext": _counted_in(made.catalogue),
            "interface": Interface(code),
            "language_buttons": lambda: language_buttons(code),
        }
        return made

    def _generate(self, source: nodes.Template, *how: Any, **options: Any) -> str:
        if self.catalogue is not None:
            _PutIn(self.catalogue, self.globals).visit(source)
        return super()._generate(source, *how, **options)


class _PutIn(NodeTransformer):
    """Puts in what is the same each time: texts without values, and addresses of ours."""

    def __init__(self, catalogue: NullTranslations, names: MutableMapping[str, Any]) -> None:
        self._known: dict[str, Any] = {
            "_": lambda text: catalogue.ugettext(text) % (),
            "asset": names["asset"],
            "url_for": url_for,
            "language_buttons": names["language_buttons"],
        }

    def visit_Call(self, call: nodes.Call) -> nodes.Node:
        """The call, or what it gives."""
        self.generic_visit(call)
        has_more = call.kwargs or call.dyn_args or call.dyn_kwargs
        values = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
        make = self._known.get(call.node.name) if isinstance(call.node, nodes.Name) else None
        if make is None or has_more or len(values) != len(call.args) or _is_relative(*values):
            return call
        return nodes.MarkSafe(nodes.Const(str(make(*values))))


def _is_relative(text: str = "") -> bool:
    """Whether it names a page of the blueprint that is asked, as `url_for(".home")` does."""
    return text.startswith(".")


def _said_in(catalogue: NullTranslations) -> Say:
    """`_("Hello %(name)s", name=name)`. The text is HTML, the values are not."""

    @pass_eval_context
    def said(template: EvalContext, text: str, **values: Any) -> str:
        return _filled(template, catalogue.ugettext(text), values)

    return said


def _counted_in(catalogue: NullTranslations) -> Say:
    """`ngettext("%(num)s day", "%(num)s days", days)`."""

    @pass_eval_context
    def counted(template: EvalContext, one: str, many: str, num: int, **values: Any) -> str:
        return _filled(template, catalogue.ungettext(one, many, num), {"num": num} | values)

    return counted


def _filled(template: EvalContext, text: str, values: dict[str, Any]) -> str:
    if template.autoescape:
        text = Markup(text)  # noqa: S704  # ours: a test lets catalogues hold no other markup
    return text % values
