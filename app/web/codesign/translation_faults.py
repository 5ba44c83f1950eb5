"""What is wrong with a translation or a translator's file, said so that it can be mended."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.codesign import FileFault, LineFault, TranslationFault

FAULTS = {
    TranslationFault.EMPTY: _l("Write the translation"),
    TranslationFault.TOO_LONG: _l("Make it shorter: 3000 letters at most"),
    TranslationFault.PLACEHOLDERS: _l(
        "Keep what stands in { } exactly as in English, each as often, and no other { or }"
    ),
    TranslationFault.MARKUP: _l("Keep what stands in < > as in English, and add nothing like it"),
    TranslationFault.CONTROL: _l("Take out letters that cannot be seen. Type the text again"),
    FileFault.NOT_READABLE: _l("This cannot be read"),
    FileFault.TOO_BIG: _l("The file is too big"),
    FileFault.NO_COLUMNS: _l(
        "The first line has to say Place, English, Translation, as in the file that you got"
    ),
    FileFault.OTHER_LANGUAGE: _l("The file is for another language"),
    FileFault.NO_PLACE: _l("It does not say which sentence this is"),
    FileFault.UNKNOWN_PLACE: _l("This form has never had such a sentence"),
    FileFault.SAME_PLACE: _l("This sentence is there twice"),
    FileFault.FORMULA: _l("This is a formula. Write the translation as text"),
    FileFault.NOT_TEXT: _l("This is a number or a date. Write it as text"),
}


def fault_in_words(fault: LineFault) -> str:
    """Where it is, and what to do about it."""
    words = str(FAULTS[fault.fault])
    if fault.line is None:
        return gettext("The file: %(words)s", words=words)
    if not fault.address:
        return gettext("Line %(number)s: %(words)s", number=fault.line, words=words)
    return gettext(
        "Line %(number)s (%(place)s): %(words)s",
        number=fault.line, place=fault.address, words=words,
    )  # fmt: skip
