"""Somebody who was sent a link and answers, on a phone whose scripts never arrived."""

from collections.abc import Sequence
from typing import Any, Self

from tests.pages import Visit


class Person:
    """The holder of one link, going through its check-in page by page.

    `person(invitation).start().answer(1, [0, 1, 2, ...]).send(1)`
    """

    def __init__(self, visit: Visit, invitation: Any) -> None:
        self.visit = visit
        self.path = invitation.path
        self.check_in = f"/check-in/{invitation.check_in_id}"

    def start(self) -> Self:
        """Open the link and press the button."""
        self.visit.open(self.path)
        self.visit.press("Start")
        return self

    def answer(self, position: int, values: Sequence[int | None]) -> Self:
        """Answer the questions of one questionnaire in turn; None is "I'd rather not answer"."""
        self.visit.open(f"{self.check_in}/{position}?q=1")
        for number, value in enumerate(values, start=1):
            said: Any = "declined" if value is None else value
            is_last = not self.visit.page.find("button", string="Next")
            self.visit.press("Check your answers" if is_last else "Next", **{f"q{number}": said})
        return self

    def send(self, position: int) -> Self:
        """Look the answers over and send them."""
        self.visit.open(f"{self.check_in}/{position}/check")
        self.visit.press("Send my answers")
        return self
