"""Form fields as NHS components: `{{ field(form.email) }}`, and `{{ error_summary(form) }}` above.

The label, hint and error of a field come from the form; whatever else the component takes can be
added by name: `{{ field(form.email, autocomplete="email") }}`.
"""

from typing import Any

from flask_babel import gettext
from markupsafe import Markup
from wtforms import (
    BooleanField,
    Field,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)

from app.web.ui.components import nhs

Params = dict[str, Any]
# Where a browser can help to type.
MODES: dict[str, Params] = {
    "tel": {"type": "tel", "autocomplete": "tel"},
    "email": {"type": "email", "autocomplete": "email", "spellcheck": False},
    "number": {"inputmode": "numeric"},
}


def field(field: Field, **params: Any) -> Markup:
    """The whole field: label, hint, error and what is to be filled in."""
    if isinstance(field, BooleanField):
        return nhs.checkboxes(**_choice(field, [_tick(field)]) | params)
    if isinstance(field, SelectMultipleField):
        return nhs.checkboxes(**_choices(field) | params)
    if isinstance(field, RadioField):
        return nhs.radios(**_choices(field) | params)
    if isinstance(field, SelectField):
        return nhs.select(**_labelled(field) | {"items": _options(field, "selected")} | params)
    value = {"value": field._value()}
    if isinstance(field, TextAreaField):
        return nhs.textarea(**_labelled(field) | value | params)
    return nhs.input(**_labelled(field) | value | _mode(field) | params)


def error_summary(*forms: Form) -> Markup:
    """What is wrong with the form, each linked to its field; nothing when all is well (ACC-07)."""
    errors: list[Params] = []
    for form in forms:
        errors += [{"text": e, "href": f"#{f.id}"} for f in form for e in f.errors]
        errors += [{"text": error} for error in form.form_errors]
    if not errors:
        return Markup("")
    return nhs.errorSummary(
        titleText=gettext("There is a problem"),
        errorList=errors,
        # Without JavaScript too, reading goes on here.
        attributes={"tabindex": "-1", "autofocus": True},
    )


def _common(field: Field) -> Params:
    error = {
        "text": field.errors[0],
        "visuallyHiddenText": gettext("Error"),
    } if field.errors else None  # fmt: skip
    hint = {"text": field.description} if field.description else None
    return {"name": field.name, "hint": hint, "errorMessage": error}


def _labelled(field: Field) -> Params:
    return _common(field) | {"id": field.id, "label": {"text": field.label.text}}


def _choices(field: Field) -> Params:
    legend = {"legend": {"text": field.label.text, "classes": "nhsuk-fieldset__legend--s"}}
    return _choice(field, _options(field, "checked")) | {"fieldset": legend}


def _choice(field: Field, items: list[Params]) -> Params:
    # With `id` instead of `idPrefix` the first option would have the id of the group.
    return _common(field) | {"idPrefix": field.id, "items": items}


def _options(field: Any, chosen: str) -> list[Params]:
    # Always a string: to the macros the number 0 is no value at all.
    return [
        {"value": str(choice.value), "text": choice.label, chosen: choice.selected}
        for choice in field.iter_choices()
    ]


def _tick(field: BooleanField) -> Params:
    return {"value": "y", "text": field.label.text, "checked": bool(field.data)}


def _mode(field: Field) -> Params:
    if isinstance(field, PasswordField):
        return {"type": "password", "autocomplete": "current-password", "value": ""}
    return dict(MODES.get(getattr(field.widget, "input_type", "text"), {}))
