"""Forms about courses of care, and about colleagues who see a client."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from app import clock
from app.care import (
    CareRelationship,
    Clinician,
    Correction,
    CourseFault,
    Ending,
    NewCourse,
    Pathway,
    SharingFault,
    TherapyGroup,
)
from app.web.clinician.appointment_forms import Day
from app.web.clinician.course_words import CORRECTIONS, ENDINGS, FAULTS, SHARING_FAULTS


class Pick(SelectField):
    """One of a list; anything else is said in words of ours."""

    def __init__(self, label: Any, missing: Any, **how: Any) -> None:
        super().__init__(label, choices=[], **how)
        self.missing = missing

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError."""
        if self.data not in [choice.value for choice in self.choices or () if choice.value]:
            raise ValidationError(str(self.missing))


class CourseForm(FlaskForm):
    """What all of them can do."""

    def say(self, field: Field, words: str) -> None:
        """Put what was found out later beside a field."""
        field.errors = [*field.errors, words]


class OpenForm(CourseForm):
    """Which pathway, perhaps which group, and from when."""

    place = Pick(_l("Pathway, and group if there is one"), _l("Choose the pathway"))
    day = Day(_l("First day"), description=_l("The day on which the course begins"))

    def offer(self, pathways: Sequence[Pathway], groups: Sequence[TherapyGroup]) -> None:
        """Let choose among these; each group stands below its pathway."""
        self.places: dict[str, tuple[Pathway, TherapyGroup | None]] = {}
        choices = [SelectChoice("", gettext("Choose"))]
        for pathway in pathways:
            self.places[str(pathway.id)] = (pathway, None)
            choices.append(SelectChoice(str(pathway.id), pathway.name))
            for group in groups:
                if group.pathway_id == pathway.id:
                    self.places[str(group.id)] = (pathway, group)
                    words = gettext("%(name)s, in the group", name=pathway.name)
                    choices.append(SelectChoice(str(group.id), f"{words} “{group.name}”"))
        self.place.choices = choices
        if not self.is_submitted():
            self.day.data = clock.today()

    @property
    def wanted(self) -> NewCourse:
        """The course that it asks for."""
        pathway, group = self.places[self.place.data]
        return NewCourse(pathway, self.day.data, group)

    def refuse(self, fault: CourseFault) -> None:
        """Say why not, beside the field that can put it right."""
        about_place = (CourseFault.ALREADY_OPEN, CourseFault.NO_GROUP, CourseFault.DIED)
        self.say(self.place if fault in about_place else self.day, str(FAULTS[fault]))


class EndForm(CourseForm):
    """When and how a course ended."""

    day = Day(
        _l("Last day"), description=_l("The day on which it was decided, or of the last session")
    )
    how = RadioField(
        _l("How did it end?"),
        description=_l(
            "As the client would say it. Who stopped coming, or never came, is asked once how it "
            "was."
        ),
        choices=[SelectChoice(how.value, words) for how, words in ENDINGS.items()],
        validators=[InputRequired(_l("Choose how it ended"))],
        validate_choice=False,
    )

    def validate_how(self, field: Field) -> None:
        """One of the list."""
        if field.data not in [ending.value for ending in Ending]:
            raise ValidationError(gettext("Choose how it ended"))

    def refuse(self, fault: CourseFault) -> None:
        """Say why not."""
        self.say(self.day, str(FAULTS[fault]))


class DeathForm(CourseForm):
    """When a client died."""

    day = Day(_l("Day of death"))

    def refuse(self, fault: CourseFault) -> None:
        """Say why not."""
        self.say(self.day, str(FAULTS[fault]))


class CorrectionForm(CourseForm):
    """Why something is taken back."""

    why = RadioField(
        _l("Why is it corrected?"),
        choices=[SelectChoice(why.value, words) for why, words in CORRECTIONS.items()],
        validators=[InputRequired(_l("Choose why it is corrected"))],
        validate_choice=False,
    )

    def validate_why(self, field: Field) -> None:
        """One of the list."""
        if field.data not in [correction.value for correction in Correction]:
            raise ValidationError(gettext("Choose why it is corrected"))

    def refuse(self, fault: CourseFault) -> None:
        """Say why not."""
        self.say(self.why, str(FAULTS[fault]))


class ColleagueForm(CourseForm):
    """A colleague to whom a client is handed over, or who covers."""

    to = Pick(_l("Colleague"), SHARING_FAULTS[SharingFault.NO_COLLEAGUE])

    def offer(self, colleagues: Sequence[Clinician]) -> None:
        """Let choose among these."""
        self.colleagues = {str(one.id): one for one in colleagues}
        named = [SelectChoice(id_, _titled(one)) for id_, one in self.colleagues.items()]
        self.to.choices = [SelectChoice("", gettext("Choose")), *named]

    @property
    def chosen(self) -> Clinician:
        """The colleague that it names."""
        return self.colleagues[self.to.data]


class HandOverForm(ColleagueForm):
    """From which day on the client is the colleague's."""

    own = Pick(_l("Whose client?"), SHARING_FAULTS[SharingFault.CHANGED])
    day = Day(_l("First day with the colleague"))

    def offer_own(self, relationships: Sequence[CareRelationship]) -> None:
        """Of these, one can be handed over."""
        self.owners = {str(one.id): one for one in relationships}
        self.own.choices = [SelectChoice(i, one.clinician.name) for i, one in self.owners.items()]
        if not self.is_submitted() and self.owners:
            self.own.data = next(iter(self.owners))

    @property
    def handed_over(self) -> CareRelationship:
        """What it ends."""
        return self.owners[self.own.data]

    def refuse(self, fault: SharingFault) -> None:
        """Say why not, beside the field that can put it right."""
        about = {SharingFault.TOO_EARLY: self.day, SharingFault.TOO_FAR_AHEAD: self.day}
        self.say(about.get(fault, self.to), str(SHARING_FAULTS[fault]))


class CoverForm(ColleagueForm):
    """Between which days the colleague sees the client too."""

    day = Day(_l("First day"), missing=_l("Enter the first day"))
    last_day = Day(_l("Last day"), missing=_l("Enter the last day"))

    def refuse(self, fault: SharingFault) -> None:
        """Say why not, beside the field that can put it right."""
        about = {
            SharingFault.TOO_EARLY: self.day,
            SharingFault.TOO_FAR_AHEAD: self.day,
            SharingFault.BACKWARDS: self.last_day,
            SharingFault.TOO_LONG: self.last_day,
        }
        self.say(about.get(fault, self.to), str(SHARING_FAULTS[fault]))


def _titled(clinician: Clinician) -> str:
    return ", ".join(filter(None, (clinician.name, clinician.profession)))
