"""Where everything in the chart of one measure goes. The template only writes it down as SVG.

Across, places are per cent of the width, and down they are pixels, so that a chart fits a phone and
a desk without its words changing size. Nothing is told by colour alone: bands are named, whoever
filled the form in has a shape of their own, the cut-off is dashed and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from fractions import Fraction
from itertools import pairwise
from textwrap import wrap

from app.caseload import Course, Part, Point
from app.instruments import Instrument, round_half_up
from app.scheduling import Mode

TOP, BOTTOM = 14, 256
PLOT_LEFT, PLOT_RIGHT = 11, 72
# Beside the newest mark its value has room on a small phone, "11.25*" too.
FIRST, LAST = 15.0, 54.0
NAMES_AT = 74
LINE = 13
# A phone's margin holds about so many letters.
LONGEST_NAME = 13
# "Course 2" needs so much of a phone's width; nearer to the next one it has only its number.
COURSE_NAME = 18
SHAPES = {
    Mode.SELF: "circle",
    Mode.HELPED: "square",
    Mode.INTERPRETER: "diamond",
    Mode.BY_STAFF: "triangle",
    Mode.PAPER: "ring",
}


# A course of care is asked how it is a little before it begins, too: its line stays clear of that.
START_BEFORE = 1.5


@dataclass(frozen=True)
class Mark:
    """One form: a shape at its score, or a gap where there is none."""

    point: Point
    x: float
    y: float
    shape: str
    # Said beside it where it is another than the form before.
    language: str = ""


@dataclass(frozen=True)
class Stretch:
    """A named band between two heights, shaded or not."""

    top: float
    bottom: float
    lines: tuple[str, ...]
    first_line_at: float
    shaded: bool


@dataclass(frozen=True)
class Tick:
    """A number on the left."""

    y: float
    text: str


@dataclass(frozen=True)
class Break:
    """Where one version of the measure ends and another begins: nothing is joined across it."""

    x: float
    version: int


@dataclass(frozen=True)
class Start:
    """Where a course of care begins: nothing is joined across it."""

    x: float
    number: int
    has_room: bool


@dataclass(frozen=True)
class Drawing:
    """A whole chart."""

    course: Course
    marks: tuple[Mark, ...]
    gaps: tuple[Mark, ...]
    lines: tuple[tuple[Mark, Mark], ...]
    stretches: tuple[Stretch, ...]
    ticks: tuple[Tick, ...]
    cutoff: Tick | None
    breaks: tuple[Break, ...]
    starts: tuple[Start, ...]

    @property
    def newest(self) -> Mark | None:
        """The last form that has a score: its value is written beside it."""
        return self.marks[-1] if self.marks else None

    @property
    def modes(self) -> list[Mode]:
        """Who filled forms in, for the key to the shapes."""
        used = {mark.point.submission.mode for mark in self.marks}
        return [mode for mode in SHAPES if mode in used]


def drawing(course: Course, parts: Sequence[Part] = ()) -> Drawing:
    """The chart of this measure, with its parts told apart where there are several."""
    instrument = course.instrument
    cutoff = _cutoff(instrument)
    every = [_mark(course, place) for place in range(len(course.points))]
    return Drawing(
        course=course,
        marks=tuple(mark for mark in every if mark.point.value is not None),
        gaps=tuple(mark for mark in every if mark.point.value is None),
        lines=tuple(_lines(every)),
        stretches=tuple(_stretches(instrument, cutoff)),
        ticks=tuple(_ticks(instrument)),
        cutoff=cutoff,
        breaks=tuple(_breaks(every)),
        starts=tuple(_starts(course, every, parts)) if len(parts) > 1 else (),
    )


def _mark(course: Course, place: int) -> Mark:
    point = course.points[place]
    before = course.points[place - 1].submission.language if place else None
    spoken = point.submission.language
    return Mark(
        point=point,
        x=_across(course, point.at),
        y=BOTTOM - 8 if point.value is None else _down(course.instrument, point.value),
        shape=SHAPES[point.submission.mode],
        language=spoken if before not in (None, spoken) else "",
    )


def _across(course: Course, moment: datetime) -> float:
    first, last = course.points[0].at, course.points[-1].at
    whole = (last - first).total_seconds()
    part = (moment - first).total_seconds() / whole if whole else 1
    return round(FIRST + (LAST - FIRST) * part, 2) if len(course.points) > 1 else LAST


def _down(instrument: Instrument, value: Fraction) -> float:
    score = instrument.get_score(instrument.headline)
    part = float((value - score.lowest) / (score.highest - score.lowest))
    return round(BOTTOM - (BOTTOM - TOP) * min(max(part, 0), 1), 1)


def _lines(marks: list[Mark]) -> list[tuple[Mark, Mark]]:
    """Join neighbours: never over a form without a score, never two versions (SAF-17) or two
    courses of care."""
    found = []
    for one, next_ in pairwise(marks):
        sent, then = one.point.submission, next_.point.submission
        alike = (sent.version, sent.episode_id) == (then.version, then.episode_id)
        if alike and one.point.value is not None and next_.point.value is not None:
            found.append((one, next_))
    return found


def _breaks(marks: list[Mark]) -> list[Break]:
    found = []
    for one, next_ in pairwise(marks):
        version = next_.point.submission.version
        if one.point.submission.version != version:
            found.append(Break(round((one.x + next_.x) / 2, 2), version))
    return found


def _starts(course: Course, marks: Sequence[Mark], parts: Sequence[Part]) -> list[Start]:
    places = [_start_of(part, course, marks) for part in parts]
    nexts = [*places[1:], 100]
    return [
        Start(x, part.number, has_room=next_ - x >= COURSE_NAME)
        for part, x, next_ in zip(parts, places, nexts, strict=True)
    ]


def _start_of(part: Part, course: Course, marks: Sequence[Mark]) -> float:
    """Across, where the course of care began: after the form before its first, and before that."""
    place = next(n for n, mark in enumerate(marks) if mark.point is part.points[0])
    first, before = marks[place].x, marks[place - 1].x if place else PLOT_LEFT
    x = _across(course, datetime.combine(part.episode.started_on, time(), UTC))
    latest = first - min(START_BEFORE, (first - before) / 2)
    return round(min(max(x, before + START_BEFORE), latest), 2)


def _stretches(instrument: Instrument, cutoff: Tick | None) -> list[Stretch]:
    score, found = instrument.get_score(instrument.headline), []
    for number, band in enumerate(instrument.bands):
        top = _down(instrument, band.below if band.below is not None else score.highest)
        bottom = _down(instrument, band.at_least)
        lines = tuple(wrap(band.label, LONGEST_NAME))
        at = _beside(top, bottom, len(lines), cutoff)
        found.append(Stretch(top, bottom, lines, at, shaded=bool(number % 2)))
    return found


def _beside(top: float, bottom: float, lines: int, cutoff: Tick | None) -> float:
    """Where the first line of a name goes: in the middle, but clear of the cut-off's own words."""
    middle = (top + bottom) / 2
    if cutoff and top < cutoff.y < bottom:
        above, below = cutoff.y - top, bottom - cutoff.y
        middle = (top + cutoff.y - LINE / 2) / 2 if above > below else (cutoff.y + bottom) / 2
    return round(middle - (lines - 1) * LINE / 2 + 4, 1)


def _ticks(instrument: Instrument) -> list[Tick]:
    score = instrument.get_score(instrument.headline)
    edges = [band.at_least for band in instrument.bands[1:]]
    if not edges:
        step = (score.highest - score.lowest) / 4
        edges = [score.lowest + step * part for part in (1, 2, 3)]
    found: list[Tick] = []
    for value in (score.lowest, score.highest, *edges):
        tick = Tick(_down(instrument, value), _number(value))
        if all(abs(tick.y - other.y) >= LINE for other in found):
            found.append(tick)
    return found


def _cutoff(instrument: Instrument) -> Tick | None:
    if instrument.caseness is None:
        return None
    value = instrument.caseness.at_least
    return Tick(_down(instrument, value), _number(value))


def _number(value: Fraction) -> str:
    places = 0 if value.denominator == 1 else 1
    return str(round_half_up(value, places))
