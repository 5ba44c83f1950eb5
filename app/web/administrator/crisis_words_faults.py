"""What is wrong with words for somebody in danger, said beside the field that it is wrong in."""

from flask_babel import lazy_gettext as _l

from app import risk
from app.risk import CrisisFault, CrisisText
from app.web.administrator.signs import comma

FAULTS = {
    CrisisFault.NO_HEADING: ("heading", _l("Write a heading")),
    CrisisFault.HEADING_TOO_LONG: ("heading", _l("Write a heading of 60 letters or fewer")),
    CrisisFault.NO_BODY: ("body", _l("Write a few warm sentences")),
    CrisisFault.BODY_TOO_LONG: ("body", _l("Write 280 letters or fewer")),
    CrisisFault.NAMES_A_LEVEL: (
        "body",
        _l("Take out words that put somebody on a level or foretell: %(words)s"),
    ),
    CrisisFault.MARKUP: ("body", _l("Take out code and web addresses. These words are plain text")),
    CrisisFault.NAME_TOO_LONG: ("line_name", _l("Write a name of 60 letters or fewer")),
    CrisisFault.LINE_IN_PARTS: (
        "line_phone",
        _l("Write the number of the line, or no line at all"),
    ),
    CrisisFault.NOT_A_PHONE: ("line_phone", _l("Write a telephone number that can be called")),
    CrisisFault.NO_HOURS: ("line_hours", _l("Write when the line is answered")),
    CrisisFault.HOURS_TOO_LONG: ("line_hours", _l("Write hours in 80 letters or fewer")),
}


def faults_in_words(text: CrisisText) -> dict[str, list[str]]:
    """Everything that is wrong, by field; nothing when the words may be put to a colleague."""
    listed = comma().join(f"“{word}”" for word in risk.level_words(text))
    found: dict[str, list[str]] = {}
    for fault in risk.crisis_faults(text):
        field, words = FAULTS[fault]
        said = str(words)
        found.setdefault(field, []).append(
            said % {"words": listed} if fault is CrisisFault.NAMES_A_LEVEL else said
        )
    return found
