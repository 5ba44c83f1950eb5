"""What somebody wishes for in a leaving form: it is taken out of the answers, and kept apart.

Whoever reads the answers cannot tell by a wish who gave them, and whoever calls knows no answer.
"""

from dataclasses import dataclass

from app.codesign import FormAnswers

# Questions with these keys are wishes. A service may word them as it likes.
CALL = "call"
CALL_WHEN = "call_when"
RETURN = "return"
TELL_NAME = "tell_name"
WISHES_TO_RETURN = frozenset({"now", "later"})


@dataclass(frozen=True)
class Wishes:
    """What somebody asked for, with their name."""

    # Somebody with lived experience may call them.
    wants_call: bool = False
    when_suits: str = ""
    # They would like to come back, and the service may know their name.
    may_tell_return: bool = False

    def __bool__(self) -> bool:
        return self.wants_call or self.may_tell_return


def wishes_in(answers: FormAnswers) -> Wishes:
    """What was wished for in these answers."""
    given = {key: answers.get(key, ()) for key in (CALL, CALL_WHEN, RETURN, TELL_NAME)}
    would_return = not WISHES_TO_RETURN.isdisjoint(given[RETURN])
    return Wishes(
        wants_call=given[CALL] == ("yes",),
        when_suits="".join(given[CALL_WHEN]) if given[CALL] == ("yes",) else "",
        may_tell_return=would_return and given[TELL_NAME] == ("yes",),
    )


def without_wishes(answers: FormAnswers) -> dict[str, tuple[str, ...]]:
    """The answers without what would say whose they are."""
    return {key: one for key, one in answers.items() if key not in (CALL, CALL_WHEN, TELL_NAME)}
