"""How much is asked at once: a larger set is split into today and another day."""

from collections.abc import Sequence

from app.instruments import Instrument

# More questions than this are too many for one sitting, unless the person wants more.
MOST_QUESTIONS = 60


def sittings(
    measures: Sequence[Instrument], most: int = MOST_QUESTIONS
) -> list[tuple[Instrument, ...]]:
    """The questionnaires in their order, in as many sittings as it takes.

    No sitting has more than `most` questions, except of one questionnaire that is longer by itself,
    and none has two that are hard to answer.
    """
    found: list[list[Instrument]] = []
    for measure in measures:
        room = next((sitting for sitting in found if _fits(measure, sitting, most)), None)
        if room is None:
            found.append([measure])
        else:
            room.append(measure)
    return [tuple(sitting) for sitting in found]


def _fits(measure: Instrument, sitting: Sequence[Instrument], most: int) -> bool:
    if measure.is_demanding and any(other.is_demanding for other in sitting):
        return False
    return sum(len(one.items) for one in [*sitting, measure]) <= most
