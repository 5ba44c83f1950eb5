"""SAF-06: nothing that anybody reads names a level of risk, calls somebody at risk, or predicts."""

import re
from itertools import product

import polib
import pytest

from app import instruments, outbox
from app.outbox import Channel, MessageKind
from config import LANGUAGES, TRANSLATIONS

# A level of risk, somebody "at risk", a forecast: in the words of each language.
BANNED = {
    "en": r"\b(high|low|medium|moderate|increased|elevated|higher|lower|no|some)[\s-]+risk\b"
    r"|\bat[\s-](\w+[\s-])?risk\b|\brisk(ing)?[\s-]+(level|score|band|rating|category|colou?r)"
    r"|\b(level|degree) of risk\b|\bpredict|\bforecast|\bprognos|\bsuicidal\b|\bred[\s-]flag",
    "pl": r"(wysokie|niskie|średnie|umiarkowane|podwyższone|zwiększone|brak)\w*\s+ryzyk"
    r"|ryzyk\w*\s+(wysok|nisk|średni|umiarkowan|podwyższon|samob)|(poziom|stopień|grup)\w*\s+ryzyk"
    r"|zagrożon|przewidu|przewidyw|prognoz|samobójcz",
    "ar": r"(خطر|خطورة|مخاطر)\s+(عالي|مرتفع|منخفض|متوسط|متزايد|كبير)"
    r"|(مستوى|درجة)\s+(ال)?(خطر|خطورة|مخاطر)|معر[ّ]?ض\w*\s+لل?\s*(خطر|مخاطر)"
    r"|(ي|ت)تنب[ؤّأئ]|تنبؤ|انتحاري",
}
MUST_BE_NOTICED = {
    "en": "high risk, Low-risk, at risk of harm, at high risk, risk score, level of risk, predicts",
    "pl": "wysokie ryzyko, ryzyko niskie, poziom ryzyka, osoba zagrożona, przewiduje, prognoza",
    "ar": "خطر مرتفع, خطورة عالية, مستوى الخطر, معرّض للخطر, يتنبأ, تنبؤ",
}
FINE = {
    "en": "Your life is in danger, Taking too many risks, Risk, clinical score, Non-risk items",
    "pl": "Twoje życie jest w niebezpieczeństwie",
    "ar": "حياتك في خطر, أنا في خطر الآن",
}


@pytest.mark.parametrize("language", BANNED)
def test_saf_06_the_lint_notices_what_it_must(language):
    notices = re.compile(BANNED[language], re.IGNORECASE)

    assert [one for one in MUST_BE_NOTICED[language].split(", ") if not notices.search(one)] == []
    assert [one for one in FINE[language].split(", ") if notices.search(one)] == []


def test_saf_06_every_language_that_people_can_choose_has_its_own_list():
    assert set(BANNED) == set(MUST_BE_NOTICED) == set(FINE) == set(LANGUAGES)


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_saf_06_no_text_of_a_page_names_a_level_of_risk_or_predicts(language):
    catalogue = polib.pofile(str(TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"))
    english = [text for entry in catalogue for text in (entry.msgid, entry.msgid_plural)]
    said = [form for e in catalogue for form in (e.msgstr, *e.msgstr_plural.values())]

    assert len(said) > 300
    assert _banned("en", english) == []
    assert _banned(language, said) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_saf_06_no_message_names_a_level_of_risk_or_predicts(language):
    said = [
        text
        for kind, channel, plain in product(MessageKind, Channel, (True, False))
        if (words := outbox.shipped_words(kind, channel, language, is_plain=plain))
        for text in (words.subject, words.body)
    ]

    assert len(said) > 10
    assert _banned(language, said) == []


@pytest.mark.parametrize("key", instruments.keys())
def test_saf_06_no_label_of_a_measure_names_a_level_of_risk_or_predicts(key):
    measure = instruments.get_instrument(key)
    labelled = (*measure.scores, *measure.bands, *measure.derived)

    assert _banned("en", [measure.name, *(one.label for one in labelled)]) == []


def _banned(language: str, texts: list[str]) -> list[str]:
    return [text for text in texts if re.search(BANNED[language], text, re.IGNORECASE)]
