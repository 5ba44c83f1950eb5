"""Commas and semicolons as the reader's script has them."""

from flask_babel import get_locale

COMMAS = {"ar": "\N{ARABIC COMMA}"}
SEMICOLONS = {"ar": "\N{ARABIC SEMICOLON}"}


def comma() -> str:
    """What stands between the parts of a row, with its space."""
    return COMMAS.get(get_locale().language, ",") + " "


def semicolon() -> str:
    """What stands between longer parts, with its space."""
    return SEMICOLONS.get(get_locale().language, ";") + " "
