"""Forms that a service writes itself, with people who have lived experience.

    version = live_version(session, service.id, Purpose.PREM)
    content, language = content_in(session, version, "pl")
    questions_for(content, {"waiting": ("too_long",)})

A form is a value (`FormContent`) in versions; what was live is never changed.
"""

from app.codesign.answers import (
    DECLINED,
    LONGEST_SHORT_TEXT,
    LONGEST_TEXT,
    FormAnswer,
    FormAnswers,
    NotAnAnswer,
    checked_answer,
    questions_for,
    shown_answers,
)
from app.codesign.comments import CommentKind, FormComment, FormVote, Jargon, TryLink
from app.codesign.content import FormContent, Option, Privacy, Question, QuestionKind, ShowIf
from app.codesign.content_faults import (
    LONGEST_SENTENCE,
    MOST_QUESTIONS,
    FormFault,
    PlacedFault,
    form_faults,
)
from app.codesign.database_role import WORKSHOP_GRANTS, make_workshop_role
from app.codesign.differences import (
    Difference,
    DifferenceKind,
    Mark,
    Part,
    Piece,
    differences,
    words_apart,
)
from app.codesign.fingerprints import content_fingerprint, sentence_fingerprint
from app.codesign.forms import (
    UNFINISHED,
    Change,
    Form,
    FormApproval,
    FormEdit,
    FormVersion,
    FormWording,
    Purpose,
    VersionState,
    content_in,
    find_version,
    forms_of,
    hold_version,
    languages_of,
    live_version,
    live_versions,
    versions_of,
)
from app.codesign.shipped_forms import ShippedForm, shipped_form
from app.codesign.translations import FormTranslation, Freshness, TranslatedSentence, side_by_side

__all__ = [
    "DECLINED",
    "LONGEST_SENTENCE",
    "LONGEST_SHORT_TEXT",
    "LONGEST_TEXT",
    "MOST_QUESTIONS",
    "UNFINISHED",
    "WORKSHOP_GRANTS",
    "Change",
    "CommentKind",
    "Difference",
    "DifferenceKind",
    "Form",
    "FormAnswer",
    "FormAnswers",
    "FormApproval",
    "FormComment",
    "FormContent",
    "FormEdit",
    "FormFault",
    "FormTranslation",
    "FormVersion",
    "FormVote",
    "FormWording",
    "Freshness",
    "Jargon",
    "Mark",
    "NotAnAnswer",
    "Option",
    "Part",
    "Piece",
    "PlacedFault",
    "Privacy",
    "Purpose",
    "Question",
    "QuestionKind",
    "ShippedForm",
    "ShowIf",
    "TranslatedSentence",
    "TryLink",
    "VersionState",
    "checked_answer",
    "content_fingerprint",
    "content_in",
    "differences",
    "find_version",
    "form_faults",
    "forms_of",
    "hold_version",
    "languages_of",
    "live_version",
    "live_versions",
    "make_workshop_role",
    "questions_for",
    "sentence_fingerprint",
    "shipped_form",
    "shown_answers",
    "side_by_side",
    "versions_of",
    "words_apart",
]
