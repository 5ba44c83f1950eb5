"""Staff forms: each field an NHS component with its label, hint and error."""

from bs4 import BeautifulSoup
from flask import Flask
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from app.web.ui.fields import error_summary, field
from tests.pages import faults_of


class Example(Form):
    """One field of each kind."""

    name = StringField(_l("Name"), [InputRequired(_l("Enter a name"))], description=_l("In full"))
    email = EmailField("Email")
    password = PasswordField("Password")
    note = TextAreaField("Note")
    kind = SelectField(
        "Kind", choices=[SelectChoice(0, "None"), SelectChoice(1, "Some")], coerce=int
    )
    answer = RadioField(
        "Answer", choices=[SelectChoice(0, "Not at all"), SelectChoice(1, "Always")], coerce=int
    )
    several = SelectMultipleField(
        "Several", choices=[SelectChoice("a", "A"), SelectChoice("b", "B")]
    )
    agree = BooleanField("I agree")


def render(app: Flask, **data: object) -> BeautifulSoup:
    """The form after it was sent with these values."""
    form = Example(MultiDict(data))
    form.validate()
    with app.test_request_context():
        fields = "".join(field(each) for each in form)
        page = f"<html lang=en dir=ltr><title>x</title><h1>x</h1>{error_summary(form)}{fields}"
    return BeautifulSoup(page, "html.parser")


def test_every_kind_of_field_is_labelled_and_has_one_id(app: Flask):
    assert faults_of(render(app)) == []


def test_ACC_07_an_error_is_beside_the_field_and_in_the_summary_in_the_same_words(app: Flask):
    page = render(app)

    summary = page.select_one(".nhsuk-error-summary")
    link = summary.select_one("a[href='#name']")
    assert "There is a problem" in summary.get_text()
    assert link.get_text(strip=True) == "Enter a name"
    assert "Enter a name" in page.select_one("#name-error").get_text()
    assert page.select_one("#name")["aria-describedby"].split() == ["name-hint", "name-error"]


def test_ACC_07_what_was_typed_is_kept_but_for_the_password(app: Flask):
    page = render(
        app, name="<b>Ann</b>", note="so", answer="0", kind="1", several="b", agree="y",
        password="secret",
    )  # fmt: skip

    assert page.select_one("#name")["value"] == "<b>Ann</b>"
    assert page.select_one("#note").get_text(strip=True) == "so"
    assert [i["value"] for i in page.select("[name=answer][checked]")] == ["0"]
    assert page.select_one("#kind option[selected]")["value"] == "1"
    assert [i["value"] for i in page.select("[name=several][checked]")] == ["b"]
    assert page.select_one("[name=agree]").has_attr("checked")
    assert "secret" not in str(page)


def test_a_lazy_label_does_not_disappear(app: Flask):
    page = render(app)

    assert page.select_one("label[for=name]").get_text(strip=True) == "Name"
    assert page.select_one("#name-hint").get_text(strip=True) == "In full"
