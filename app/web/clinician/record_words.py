"""What staff read about two records of one person."""

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.care import ClientMerge, MergeFault
from app.web.clinician.words import moment

FAULTS = {
    MergeFault.NOT_THEIRS: _l("You do not see both records any more. Nothing was changed."),
    MergeFault.SAME_RECORD: _l("Choose another record"),
    MergeFault.MERGED_ALREADY: _l("One of them has been merged already. Look again."),
    MergeFault.NUMBER_ON_OTHER: _l(
        "Only the other record has an NHS number. Let that one stay, or enter the number first."
    ),
    MergeFault.BIRTHDAYS_DIFFER: _l(
        "The dates of birth differ. If it is one person all the same, tick that below and say why."
    ),
    MergeFault.DEATHS_DIFFER: _l(
        "One record says that the client has died on a day, the other does not. Correct that first."
    ),
    MergeFault.CONTACT_DIFFERS: _l(
        "On the record that goes, messages are unsafe or unwanted. Set that on the one that stays "
        "first, or it would be lost."
    ),
    MergeFault.CHANGED: _l("This has changed in the meantime. Look again, and try once more."),
}


def told(merge: ClientMerge) -> str:
    """The record with the NHS number 999 000 0018 was merged into this one."""
    when, name = moment(merge.merged_at), merge.merger.name
    return gettext("Merged into this record, %(when)s, %(name)s.", when=when, name=name)


def parted(merge: ClientMerge) -> str:
    """This was undone; empty while it stands."""
    if merge.undone_at is None or merge.undoer is None:
        return ""
    when, name = moment(merge.undone_at), merge.undoer.name
    return gettext("This was undone, %(when)s, %(name)s.", when=when, name=name)


def contents(counted: dict[str, int]) -> list[str]:
    """2 courses of care, 14 check-ins: what a clinician would miss."""
    of = counted.get
    return [
        ngettext("%(num)s course of care", "%(num)s courses of care", of("episode", 0)),
        ngettext("%(num)s check-in", "%(num)s check-ins", of("check_in", 0)),
        ngettext(
            "%(num)s questionnaire that was sent",
            "%(num)s questionnaires that were sent",
            of("submission", 0),
        ),
        ngettext("%(num)s alert", "%(num)s alerts", of("alert", 0)),
        ngettext(
            "%(num)s colleague who sees them",
            "%(num)s colleagues who see them",
            of("care_relationship", 0),
        ),
    ]


FILTERS = {"merge_told": told, "merge_parted": parted, "record_contents": contents}
