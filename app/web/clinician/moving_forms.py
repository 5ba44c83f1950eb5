"""The form about answers that are not this client's: whose they are, and how it came to be."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.actions import Misfiling, MoveFault
from app.care import Client
from app.scheduling import CheckIn, MoveReason
from app.web.clinician.course_forms import CourseForm
from app.web.clinician.moving_words import FAULTS, WHY
from app.web.clinician.words import birth_date, nhs_number

LONGEST_NOTE = 1000
CLIENT, NOBODY = "client", "nobody"


class MoveForm(CourseForm):
    """Whose answers they are, and why they stand here."""

    whose = RadioField(
        _l("Whose answers are they?"),
        choices=[
            SelectChoice(CLIENT, _l("Another client’s on my caseload")),
            SelectChoice(NOBODY, _l("Nobody’s here, or I do not know whose: set them aside")),
        ],
        validators=[InputRequired(_l("Choose whose answers they are"))],
        validate_choice=False,
    )
    to = RadioField(_l("Which client?"), choices=[], validate_choice=False)
    why = RadioField(
        _l("How did it happen?"),
        choices=[SelectChoice(why.value, words) for why, words in WHY.items()],
        validators=[InputRequired(_l("Choose how it happened"))],
        validate_choice=False,
    )
    note = TextAreaField(
        _l("What do you know?"),
        [Length(max=LONGEST_NOTE, message=_l("Write at most 1000 characters"))],
        description=_l("Who told you, and what you agreed. Do not name the other person."),
    )

    def offer(self, clients: Sequence[Client]) -> None:
        """Let choose among these, who are told apart by birthday and NHS number."""
        self.clients = {str(one.id): one for one in clients}
        self.to.choices = choices_of(sorted(clients, key=_by_name))

    @property
    def chosen(self) -> Client | None:
        """Whose they are; None for nobody's here."""
        return self.clients[self.to.data] if self.whose.data == CLIENT else None

    def misfiling(self, check_in: CheckIn, client: Client) -> Misfiling:
        """What it says."""
        return Misfiling(
            check_in_id=check_in.id,
            client_id=client.id,
            to_client_id=self.chosen.id if self.chosen else None,
            why=MoveReason(self.why.data),
            note=(self.note.data or "").strip(),
        )

    def validate_whose(self, field: Field) -> None:
        """One of the two."""
        if field.data not in (CLIENT, NOBODY):
            raise ValidationError(gettext("Choose whose answers they are"))

    def validate_to(self, field: Field) -> None:
        """One of the caseload, where it is somebody's."""
        if self.whose.data == CLIENT and field.data not in self.clients:
            raise ValidationError(gettext("Choose the client"))

    def validate_why(self, field: Field) -> None:
        """One of the list."""
        if field.data not in [why.value for why in MoveReason]:
            raise ValidationError(gettext("Choose how it happened"))

    def validate_note(self, field: Field) -> None:
        """A reason in words, for who reads it later."""
        if not (field.data or "").strip():
            raise ValidationError(gettext("Write what you know"))

    def refuse(self, fault: MoveFault) -> None:
        """Say why not."""
        self.say(self.whose, str(FAULTS[fault]))


def choices_of(clients: Sequence[Client]) -> list[SelectChoice]:
    """Each client with what tells them apart."""
    return [SelectChoice(str(one.id), _titled(one)) for one in clients]


def _by_name(client: Client) -> tuple[str, str]:
    return client.family_name.casefold(), client.given_name.casefold()


def _titled(client: Client) -> str:
    return gettext(
        "%(name)s, born %(day)s, NHS number %(number)s",
        name=client.name,
        day=birth_date(client.birth_date),
        number=nhs_number(client.nhs_number),
    )
