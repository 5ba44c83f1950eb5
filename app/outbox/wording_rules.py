"""What the words of a message must hold and may not say, whoever writes them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.outbox.kinds import Channel, MessageKind

PLACEHOLDERS = frozenset({"link", "last_day"})
# A message with a code holds no link: nobody shall get used to signing in behind one.
IN_CODES = frozenset({"code"})
# A letter comes in an envelope: only there may a name stand.
IN_A_LETTER = PLACEHOLDERS | {"name"}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)
MARKUP = re.compile(r"<[a-z/!]|&\w+;|&#|\{\{|\{%", re.IGNORECASE)
# Marks that turn the direction of what follows: a link could be made to look like another.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# A link and a day as long as they get, for counting.
LONGEST_LINK = "https://" + "x" * 20 + ".nhs.uk/c/" + "x" * 22
LONGEST_DAY = "30 September"
A_CODE = "000000"
MOST_GSM = 160
MOST_WIDE = 306
MOST_IN_SUBJECT = 60
MOST_IN_BODY = 4000
# A letter is one page. So many letters fit in a line, and so many lines, with half of one between
# two paragraphs, beside the address and the square to scan.
LETTERS_IN_LINE = 75
MOST_LINES_IN_LETTER = 22
LONGEST_NAME = "x" * 100
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These take two places each.
GSM_7_PAIRS = frozenset("^{}\\[~]|€")
PUBLISHED_LANGUAGE = "en"

# Beginnings of words that tell what somebody is cared for, by language. English ones, and names of
# measures as whole words, count in every language.
TELLING = {
    "en": "therap psych mental depress anxi trauma risk clinic treatment diagnos patient suicid "
    "bipolar symptom voices mood self-harm crisis medic questionnaire",
    "pl": "terap psych depres lęk traum ryzyk klini poradni diagno samobój samook zaburze leczen "
    "pacjent dwubiegun głosy nastr kryzys wynik objaw leki",
    "ar": "علاج معالج نفسي اكتئاب قلق صدم خطر خطورة عيادة تشخيص انتحار مريض إيذاء أزمة أعراض مزاج "
    "دواء نتيجة درجة أصوات",
}  # fmt: skip
MEASURES = "phq gad core pcl des ders swemwbs wemwbs"
# Words that press somebody (EQ-13: no urgency).
PRESSING = {
    "en": ("urgent", "immediately", "now!", "hurry", "last chance", "warning", "must", "overdue"),
    "pl": ("piln", "natychmiast", "teraz!", "ostatnia szansa", "musisz", "ostrzeż", "zaległ"),
    "ar": ("عاجل", "فورا", "فورًا", "الآن!", "حالا", "يجب", "آخر فرصة", "تحذير", "متأخر"),
}


class TextFault(StrEnum):
    """What is wrong with the words of a message. A closed list, so that pages can say each."""

    EMPTY = "empty"
    NO_SUBJECT = "no subject"
    SUBJECT_TOO_LONG = "subject too long"
    NO_LINK = "no link"
    TWO_LINKS = "more than one link"
    NO_CODE = "no code"
    TWO_CODES = "more than one code"
    OTHER_ADDRESS = "another address"
    UNKNOWN_PLACEHOLDER = "unknown placeholder"
    TOO_LONG = "too long"
    NOT_PLAIN_LETTERS = "not plain letters"
    TELLING = "says what it is about"
    PRESSING = "presses"
    MARKUP = "markup"
    CONTROL = "control characters"


@dataclass(frozen=True)
class SmsLength:
    """How long a text message is once the longest link stands in it, and what it is charged as."""

    letters: int
    most: int
    segments: int
    is_wide: bool


def text_faults(
    kind: MessageKind, channel: Channel, language: str, subject: str, body: str
) -> list[TextFault]:
    """Everything that speaks against these words (EQ-13); empty when they may be sent."""
    everything = f"{subject}\n{body}"
    found = {
        TextFault.EMPTY: not body.strip(),
        **_subject_faults(channel, subject),
        **_place_faults(kind, channel, subject, body),
        **_length_faults(channel, language, body),
        TextFault.TELLING: bool(telling_words(language, everything)),
        TextFault.PRESSING: bool(pressing_words(language, everything)),
        TextFault.MARKUP: bool(MARKUP.search(everything)),
        TextFault.CONTROL: any(map(_is_control, everything)),
    }
    return [fault for fault, is_there in found.items() if is_there]


def telling_words(language: str, text: str) -> list[str]:
    """The words in it that say what somebody is cared for, as they were written."""
    clean = PLACEHOLDER.sub(" ", text)
    stems = {word for each in {language, PUBLISHED_LANGUAGE} for word in _stems(each)}
    found = {m[0] for m in re.finditer(rf"(?<!\w)(?:{'|'.join(stems)})\w*", clean, re.IGNORECASE)}
    # Arabic writes "the" and "and" onto the word.
    if language == "ar":
        found |= {m[0] for m in re.finditer(rf"\w*(?:{'|'.join(_stems('ar'))})\w*", clean)}
    names = "|".join(MEASURES.split())
    found |= {m[0] for m in re.finditer(rf"(?<!\w)(?:{names})(?![^\W\d_])", clean, re.IGNORECASE)}
    return sorted(found)


def pressing_words(language: str, text: str) -> list[str]:
    """The words in it that press somebody to hurry."""
    words = {*PRESSING.get(language, ()), *PRESSING[PUBLISHED_LANGUAGE]}
    return sorted(word for word in words if word in text.lower())


def sms_length(language: str, body: str) -> SmsLength:
    """How long a text message is, with the longest link and day in it."""
    filled = body.replace("{link}", LONGEST_LINK).replace("{last_day}", LONGEST_DAY)
    filled = filled.replace("{code}", A_CODE)
    is_wide = not set(filled) <= GSM_7 | GSM_7_PAIRS
    if is_wide:
        letters = len(filled.encode("utf-16-le", "surrogatepass")) // 2
    else:
        letters = len(filled) + sum(letter in GSM_7_PAIRS for letter in filled)
    whole, part = (70, 67) if is_wide else (160, 153)
    segments = 1 if letters <= whole else -(-letters // part)
    most = MOST_GSM if language == PUBLISHED_LANGUAGE else MOST_WIDE
    return SmsLength(letters, most, segments, is_wide)


def _subject_faults(channel: Channel, subject: str) -> dict[TextFault, bool]:
    return {
        TextFault.NO_SUBJECT: channel is not Channel.SMS and not subject.strip(),
        TextFault.SUBJECT_TOO_LONG: len(subject) > MOST_IN_SUBJECT or "\n" in subject,
    }


def letter_lines(body: str) -> float:
    """How many lines of a page a letter takes, with the longest name and day in it."""
    filled = body.replace("{name}", LONGEST_NAME).replace("{last_day}", LONGEST_DAY)
    lines = filled.replace("{link}", "").strip().split("\n")
    return sum(-(-len(line) // LETTERS_IN_LINE) if line.strip() else 0.5 for line in lines)


def _known_places(kind: MessageKind, channel: Channel) -> frozenset[str]:
    if kind is MessageKind.SIGN_IN_CODE:
        return IN_CODES
    return IN_A_LETTER if channel is Channel.LETTER else PLACEHOLDERS


def _place_faults(
    kind: MessageKind, channel: Channel, subject: str, body: str
) -> dict[TextFault, bool]:
    is_code = kind is MessageKind.SIGN_IN_CODE
    places = body.count("{code}" if is_code else "{link}")
    unknown = set(PLACEHOLDER.findall(body)) - _known_places(kind, channel)
    braces = PLACEHOLDER.sub("", body)
    return {
        TextFault.NO_CODE if is_code else TextFault.NO_LINK: places == 0,
        TextFault.TWO_CODES if is_code else TextFault.TWO_LINKS: places > 1,
        TextFault.OTHER_ADDRESS: bool(ADDRESS.search(f"{subject}\n{body}")),
        TextFault.UNKNOWN_PLACEHOLDER: bool(unknown)
        or any(brace in braces + subject for brace in "{}"),
    }


def _length_faults(channel: Channel, language: str, body: str) -> dict[TextFault, bool]:
    if channel is Channel.LETTER and letter_lines(body) > MOST_LINES_IN_LETTER:
        return {TextFault.TOO_LONG: True}
    if channel is not Channel.SMS:
        return {TextFault.TOO_LONG: len(body) > MOST_IN_BODY}
    length = sms_length(language, body)
    return {
        TextFault.TOO_LONG: length.letters > length.most,
        TextFault.NOT_PLAIN_LETTERS: language == PUBLISHED_LANGUAGE and length.is_wide,
    }


def _stems(language: str) -> Iterator[str]:
    return iter(map(re.escape, TELLING.get(language, "").split()))


def _is_control(letter: str) -> bool:
    """Whether it is neither seen nor a new line. Marks that Arabic needs inside words are fine."""
    is_strange = unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") and letter != "\n"
    return is_strange or bool(TURNING.match(letter))
