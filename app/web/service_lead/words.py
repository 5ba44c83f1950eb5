"""Figures in words. None becomes "", for which a page shows that there is nothing to tell."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from babel.numbers import format_percent
from flask_babel import format_date, get_locale, gettext
from flask_babel import lazy_gettext as _l

from app.care import Gender
from app.reports import FEWEST, AlertFigures, AlertReport, By, Figure, Month, Shown
from app.web.ui import language_name

Filter = Callable[..., Any]

GENDERS = {
    Gender.MALE: _l("Male"),
    Gender.FEMALE: _l("Female"),
    Gender.INDETERMINATE: _l("Neither male nor female"),
    Gender.NOT_KNOWN: _l("Not recorded"),
}


def figure_words(figure: Figure | None) -> str:
    """A count: "40", or that it is small."""
    match figure:
        case None:
            return ""
        case Figure(Shown.EXACTLY):
            return str(figure.number)
        case Figure(Shown.FEW):
            return gettext("fewer than %(number)s", number=FEWEST)
    return gettext("not shown")


def share_words(figure: Figure | None) -> str:
    """A part of a whole: "34 of 40 (85%)", or as much of it as may be said."""
    if figure is None or figure.of is None:
        return ""
    if figure.number is not None:
        percent = format_percent(figure.number / figure.of, "#,##0%", get_locale())
        return gettext(
            "%(number)s of %(of)s (%(percent)s)",
            number=figure.number, of=figure.of, percent=percent,
        )  # fmt: skip
    match figure.shown:
        case Shown.FEW:
            return gettext("fewer than %(number)s of %(of)s", number=FEWEST, of=figure.of)
        case Shown.ALL_BUT_FEW:
            return gettext(
                "at least %(number)s of %(of)s", number=figure.of - FEWEST + 1, of=figure.of
            )
    return gettext("not shown")


def rate_words(rate: float | None) -> str:
    """8.3, with the reader's decimal sign."""
    if rate is None:
        return ""
    return f"{rate:.1f}".replace(".", get_locale().number_symbols["latn"]["decimal"])


def span_words(span: timedelta | None) -> str:
    """1 h 20 min"""
    if span is None:
        return ""
    hours, minutes = divmod(round(span / timedelta(minutes=1)), 60)
    if not hours:
        return gettext("%(minutes)s min", minutes=minutes)
    return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)


def month_words(month: Month) -> str:
    """February 2026"""
    return str(format_date(month.first, "LLLL yyyy"))


def group_words(group: str, by: By) -> str:
    """The name of a group: a language, a gender, a pathway."""
    match by:
        case By.LANGUAGE:
            return _language(group)
        case By.GENDER:
            return str(GENDERS[Gender(group)])
    return group


def alert_rows(report: AlertReport, by: By) -> list[tuple[str, Sequence[str]]]:
    """The rows of a table: each group, then everybody, with their figures."""
    groups = [(group_words(name, by), _cells(one)) for name, one in report.groups[by].items()]
    return [*groups, (gettext("Everybody"), _cells(report.everybody))]


def _cells(figures: AlertFigures) -> Sequence[str]:
    return (
        figure_words(figures.forms),
        figure_words(figures.alerts),
        rate_words(figures.per_100_forms),
        share_words(figures.in_time),
        span_words(figures.half_within),
    )


def _language(code: str) -> str:
    name = language_name(code)
    return name[:1].upper() + name[1:]


FILTERS: dict[str, Filter] = {
    "figure_words": figure_words,
    "share_words": share_words,
    "rate_words": rate_words,
    "span_words": span_words,
    "month_words": month_words,
    "alert_rows": alert_rows,
}
