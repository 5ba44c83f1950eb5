"""Forms of a service to start a test from, and people who answer them."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import scheduling
from app.care import Episode, Service
from app.codesign import (
    Form,
    FormContent,
    FormVersion,
    Option,
    Privacy,
    Purpose,
    Question,
    QuestionKind,
    ShowIf,
    VersionState,
)
from app.scheduling import FeedbackTicket
from tests.factory import Make
from tests.pages import Visit

ACCESS = Question(key="access", kind=QuestionKind.SECTION, text="Getting here")
WAIT = Question(
    key="wait", kind=QuestionKind.ONE_CHOICE, text="How was the wait?",
    options=(Option("fine", "Fine"), Option("long", "Too long")),
)  # fmt: skip
WHY = Question(
    key="wait_why", kind=QuestionKind.LONG_TEXT, text="What was the wait like?",
    show_if=ShowIf("wait", ("long",)),
)  # fmt: skip
HELPED = Question(
    key="helped", kind=QuestionKind.SCALE, text="Did it help?", lowest="Not at all",
    highest="A lot", points=5,
)  # fmt: skip
WHAT = Question(
    key="what", kind=QuestionKind.SEVERAL, text="What helped?",
    options=(Option("talk", "Talking"), Option("group", "The group")),
)  # fmt: skip
MORE = Question(key="more", kind=QuestionKind.LONG_TEXT, text="What should change?")
FORM = FormContent(
    title="Your experience", why="We want to learn from you.", thanks="It helps us to get better.",
    privacy=Privacy.ANONYMOUS, questions=(ACCESS, WAIT, WHY, HELPED, WHAT, MORE),
)  # fmt: skip


def live_form(
    make: Make,
    content: FormContent = FORM,
    *,
    purpose: Purpose = Purpose.PREM,
    service: Service | None = None,
    form: Form | None = None,
) -> FormVersion:
    """A form of the service that people are asked today; of `form` a new version."""
    session = make.session
    service = service or make.the_service()
    number = 1
    if form is None:
        form = Form(service_id=service.id, purpose=purpose, name=content.title, made_at=make.at)
        session.add(form)
    else:
        for older in session.query(FormVersion).filter_by(form_id=form.id):
            older.state, older.retired_at = VersionState.RETIRED, make.at
            number = max(number, older.version + 1)
    session.flush()
    version = FormVersion(
        form_id=form.id, version=number, state=VersionState.LIVE, stored=content.as_json(),
        made_at=make.at, released_at=make.at,
    )  # fmt: skip
    session.add(version)
    session.commit()
    return version


def ticket_for(
    make: Make, version: FormVersion, episode: Episode | None = None, *, at: datetime | None = None
) -> tuple[FeedbackTicket, str]:
    """A ticket for somebody, and where its link leads."""
    episode = episode or make.episode()
    ticket, token = scheduling.give_ticket(
        make.session, version, episode, at=at or make.at, days=14
    )
    make.session.commit()
    return ticket, f"/feedback/{token}"


def to(key: str, value: Any) -> dict[str, Any]:
    """What the page of a question sends."""
    return {f"q-{key}": value}


class Answerer:
    """Somebody who answers a form on a phone whose scripts never arrived."""

    def __init__(self, visit: Visit, path: str) -> None:
        self.visit = visit
        self.path = path

    def start(self) -> "Answerer":
        """Open the link, press the button, read what it is about."""
        self.visit.open(self.path)
        self.visit.press(self.visit.page.select_one("main form button").text)
        return self

    def answer(self, **answers: Any) -> "Answerer":
        """Send the one long form with these answers, by the keys of questions."""
        page = self.visit.open("/feedback/questions")
        fields: dict[str, Any] = {f"q-{key}": value for key, value in answers.items()}
        token = page.select_one("input[name=csrf_token]")["value"]
        reply = self.visit.post("/feedback/questions", data={"csrf_token": token, **fields})
        assert reply.status_code == 303, reply.text
        return self

    def send(self) -> "Answerer":
        """Look the answers over and send them."""
        self.visit.open("/feedback/check")
        self.visit.press("Send my answers")
        return self


def stored(session: Session, table: type[Any]) -> list[Any]:
    """Every row of a table, as it is now."""
    session.rollback()
    return list(session.query(table).populate_existing())
