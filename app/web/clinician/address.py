"""The postal address of a client, on a page of its own."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from app import actions, clock
from app.care import AddressFault, Client, PostalAddress
from app.extensions import db_session
from app.security import Permission
from app.web.clinician.records import client_or_404, open_record
from app.web.ui import requires, signed_in_user

bp = Blueprint("address", __name__, url_prefix="/clients/<uuid:client_id>/contact/address")

# The field that a fault is shown beside, and what to do about it.
FAULTS = {
    AddressFault.NO_LINES: ("lines", _l("Write the address, or leave both fields empty")),
    AddressFault.TOO_MANY_LINES: ("lines", _l("Write 5 lines at most")),
    AddressFault.LINE_TOO_LONG: (
        "lines",
        _l("Write 40 letters at most in each line: no more fit in the window of an envelope"),
    ),
    AddressFault.STRANGE_LETTERS: (
        "lines",
        _l("Take out letters that cannot be seen. Type the address again"),
    ),
    AddressFault.NO_POSTCODE: ("postcode", _l("Write the postcode")),
    AddressFault.NOT_A_POSTCODE: ("postcode", _l("Write a postcode, such as CM20 1XX")),
}


class AddressForm(FlaskForm):
    """Where letters go."""

    lines = TextAreaField(
        _l("Address"),
        description=_l("Each part on a line of its own, 5 lines at most, without the name."),
    )
    postcode = StringField(_l("Postcode"))

    def read(self) -> PostalAddress | None:
        """What was typed; None when it is no address, and the fields say why."""
        lines = (self.lines.data or "").splitlines()
        address = PostalAddress.typed(lines, self.postcode.data or "")
        faults = address.faults if address else []
        for fault in faults:
            name, words = FAULTS[fault]
            self[name].errors = [*self[name].errors, words]
        return None if faults else address


@bp.route("", methods=["GET", "POST"])
@requires(Permission.GIVE_CHECK_IN)
def edit(client_id: UUID) -> ResponseReturnValue:
    """Change where letters to them go."""
    _clinician, client = client_or_404(client_id)
    open_record(client, "address")
    known = client.postal_address
    form = AddressForm(lines="\n".join(known.lines), postcode=known.postcode)
    if form.validate_on_submit() and (address := form.read()) is not None:
        return _save(client, address)
    return render_template(
        "clinician/address.html", client=client, now=clock.now(), form=form, is_known=bool(known)
    )


def _save(client: Client, address: PostalAddress) -> ResponseReturnValue:
    ended = actions.change_address(
        db_session(), client, address, by=signed_in_user().actor, at=clock.now()
    )
    if address:
        flash(gettext("The address is saved. Letters go there from now on."))
    else:
        flash(gettext("The address is taken out. No letters can be sent."))
    if ended:
        flash(
            ngettext(
                "%(num)s link that was posted to the old address no longer works. "
                "Send a new one if it is still needed.",
                "%(num)s links that were posted to the old address no longer work. "
                "Send new ones if they are still needed.",
                ended,
            )
        )
    return redirect(url_for("clinician.contact.show", client_id=client.id), 303)
