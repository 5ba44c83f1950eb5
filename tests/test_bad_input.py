"""Whatever is thrown at whichever page: no fault, a kind page, and nothing stored by halves."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app import actions, outbox, scheduling, security
from app.care import CareRelationship, Client, Clinician, TwoRecords
from app.codesign import FormEdit, TryLink, VersionState
from app.db import Base
from app.feedback import InterviewRequest, ReturnWish
from app.outbox import Channel, Job, MessageKind, MessageText
from app.security import Role, User
from app.web.ui import FeedbackOnly, SpaceOnly, VisitOnly, rule_of
from tests.factory import Make
from tests.feedback.forms import Answerer, live_form, ticket_for
from tests.leaving import live_form as live_leaving_form
from tests.leaving import somebody_who_stopped
from tests.pages import ADDRESS, Visit, read_page
from tests.people import Person
from tests.signing_in import remember

Throw = tuple[Visit, str, str, dict[str, Any]]

CLINICAL_OR_PERSONAL = r"(?i)phq|gad|anxi|depress|therap|Amira|Example\d|999\d{7}"
FORM = "application/x-www-form-urlencoded"
# These end a visit or a session, or begin one: they come last.
LAST = re.compile(r"/c/|/leave|/sign-out|/space/sign-out|/feedback/(?:<|no$)")
# Pages about a version that waits to be released; all others are about one that is written.
RELEASING = "<uuid:form_id>/review"
# What may change though the page was asked for something that it cannot give.
LOOSE = {
    "audit_event", "audit_chain", "web_session", "rate_count", "invitation", "message", "job",
    "safety_report",
    # "Stop asking me" and "Dealt with" are buttons: pressing them is all that it takes.
    "contact_preference", "schedule_mark", "message_follow_up",
    # Whoever presses "Start" begins a form.
    "feedback_draft",
    # Any words are a name for what several people talk about.
    "feedback_theme",
    # Whoever presses "send another code" asks for one.
    "sign_in_code",
    # In the workshop whatever is written is kept, and a link is made when its button is pressed.
    "form_comment", "form_edit", "form_try_link",
}  # fmt: skip
# What looking may leave behind: that somebody looked, and when.
APART = {"audit_event", "audit_chain", "web_session"}
# Every field that some page reads.
NAMES = (
    "email", "password", "code", "credential", "name", "next", "back", "search", "measures",
    "wanted", "mode", "item", "value", "seq", "tab", "q1", "new_password", "setup",
    "day", "time", "episode", "repeat", "times", "outcome", "version",
    "start", "every", "length", "sessions", "days_after", "reason", "do", "shipped", "changes",
    "subject", "body", "place", "how", "why", "own", "to", "last_day", "note", "course",
    "contact", "contact_by", "hours", "language", "sender", "weeks",
    "what", "happened", "hazard", "lines", "postcode", "letters",
    "wish", "follow_up", "heading", "line_name", "line_phone", "line_hours",
    "deeds", "steps", "answers", "said", "agreed",
    "starts_on", "ends_on", "days", "back", "nation", "from0", "to0", "closed_on", "acknowledge",
    "escalate", "when", "outcome", "talks", "links", "reasons", "barriers", "notes",
    "whose", "other", "stays", "birthdays", "compared", "number",
    "text", "source", "began", "seen", "reads", "fingerprint", "file",
    "black", "after", "kind",
    "escalate",
    "black", "after", "kind", "themes", "seen", "covers_from", "covers_until", "held_on",
    "findings", "owner", "due_on", "decision", "said-en", "did-en", "could_not-pl",
    "escalate", "asked", "message", "q-wait", "q-helped", "q-what", "q-more",
    "purpose", "service", "words", "was", "at", "kind", "after", "seen", "sure", "points",
    "who", "answer", "privacy", "suggested", "now", "from", "word", "instead", "so_far", "look",
    "saved",
)  # fmt: skip
TEXTS = {
    "NUL": "a\0b",
    "four bytes, right to left": "😀𝒜\u202e\u2066",
    "markup": "<script>alert(1)</script>{{7*7}}",
    "sql": "' OR 1=1; --",
    "a number without end": "9" * 5000,
    "other digits": "²٣",
    "no address": "//[",
    "another host in other letters": "//\u2100.example",
    "lines": "a\r\nSet-Cookie: a=b",
}
ESCAPES = ["%ff%fe", "%ed%a0%80", "%00", "%zz%", "%0d%0aX:%20y"]
GAPS = ["0", "9" * 40, "9" * 5000, "²", "x" * 3000, *ESCAPES]
BODIES = ["5", "[1]", '{"email":5,"password":[]}', '{"email":"\\ud800","password":"x"}', "[" * 9000]
HEADERS: list[dict[str, str]] = [
    {"Accept-Language": "zz-\xff;q=x, *;q=nan, en--;q=-1, " + "a," * 500},
    {"Accept-Encoding": "gzip;q=x, br;q=, ;;=, deflate;q=nan"},
    {"Host": "[::"},
    {"Host": "heard.test:999999"},
    {"Host": "h\xe9\xff.test"},
    {"Host": ""},
    {"Cookie": '__Host-heard="\\355\\240\\200' + "x" * 40},
    {"Cookie": "__Host-heard=" + "\xff" * 43},
    {"Cookie": "__Host-language=\xff\x01../en; =; ;"},
    {"Authorization": "Basic \xff", "Authentication-Token": "\xff"},
    {"Content-Length": "-1"},
    {"Content-Type": "multipart/form-data; boundary=\xff"},
    {"If-None-Match": "\xff", "Range": "bytes=9-1"},
    {"X-HTTP-Method-Override": "DELETE", "X-CSRFToken": "\xff"},
]


def failed_job(session: Session, at: datetime) -> Job:
    """Work that was given up, about nobody."""
    outbox.add_job(session, "sweep", {}, key="sweep", due_at=at)
    job = outbox.find_job(session, "sweep")
    assert job
    job.failed_at = at
    return job


def undone(make: Make, therapist: Clinician, client: Client) -> dict[str, str]:
    """Answers that were moved and records that were merged, and taken back: a press of the button
    that takes them back does nothing more."""
    other = make.client(therapist)
    check_in = make.draft("gad7", check_in=make.check_in(["gad7"], make.episode(client))).check_in
    wrong = actions.Misfiling(check_in.id, client.id, None, scheduling.MoveReason.OTHER, "x")
    move = actions.move_answers(make.session, wrong, clinician=therapist, at=make.at)
    actions.undo_move(make.session, move, clinician=therapist, at=make.at)
    two = TwoRecords(other, client)
    merge = actions.merge_clients(make.session, two, "x", clinician=therapist, at=make.at)
    actions.unmerge_clients(make.session, merge, clinician=therapist, at=make.at)
    return {"move_id": str(move.id), "merge_id": str(merge.id), "other_id": str(other.id)}


def _text(make: Make) -> MessageText:
    """Words of a message that wait to be approved."""
    return actions.change_message_text(
        make.session, make.the_service().id, MessageKind.INVITATION, Channel.SMS, "ar", subject="",
        body="{link}", changes=0, reason="Ours", by=make.user(Role.ADMINISTRATOR).actor, at=make.at,
    )  # fmt: skip


def written(make: Make) -> dict[str, str]:
    """A form that is written, with somebody's remark, a change, and a link to try it."""
    version, user = make.form_version(), make.user(Role.CO_DESIGNER)
    how: dict[str, Any] = {"user": user, "at": make.at}
    remark = actions.comment_on(make.session, version.id, "title", "Good", **how)
    actions.save_sentence(make.session, version.id, "thanks", "Thanks.", was="Thank you.", **how)
    actions.make_try_link(make.session, version.id, **how)
    return {
        "form_id": str(version.form_id),
        "remark_id": str(remark.id),
        "edit_id": str(make.session.scalars(select(FormEdit)).one().id),
        "link_id": str(make.session.scalars(select(TryLink)).one().id),
        "question_key": "wait",
        "option_key": "fine",
    }


def leaving(make: Make, therapist: Clinician) -> dict[str, str]:
    """Somebody who left and agreed to be called, and somebody who would like to come back."""
    live_leaving_form(make.session, therapist.service, at=make.at)
    episode = somebody_who_stopped(make, make.client(therapist))
    by = therapist.user.actor
    actions.offer_interview(make.session, episode, when_suits="Any time", by=by, at=make.at)
    service_id, client_id = therapist.service_id, episode.client_id
    wish = ReturnWish(service_id=service_id, client_id=client_id, asked_on=make.today)
    make.session.add(wish)
    request = make.session.scalars(select(InterviewRequest)).one()
    return {"request_id": str(request.id), "return_id": str(wish.id)}


class World:
    """A person on a visit and in their space, their therapist, a lead and an administrator, each
    at a browser."""

    def __init__(self, app: Flask, make: Make, visit: Visit, visit_as: Any, person: Any) -> None:
        therapist = make.clinician()
        client = make.client(therapist)
        sent = make.submission("gad7", client=client, clinician=therapist)
        link = make.invitation(client=client, clinician=therapist)
        group = make.group(make.pathway(therapist.service))
        course = make.episode(client, pathway=group.pathway, group_id=group.id)
        appointment = make.appointment(course, starts_at=make.at)
        make.draft("phq9", check_in=link.check_in, answers=[1] * 3)
        # One that was opened before: looking at it again writes nothing.
        alert = make.alert(client=client, clinician=therapist)
        actions.see_alert(make.session, alert, user=therapist.user, at=make.at)
        self.app, self.session, self.path, self.begins = app, make.session, link.path, make.at
        self.ids = {
            "check_in_id": str(link.check_in_id),
            "client_id": str(client.id),
            "alert_id": str(alert.id),
            "clinician_id": str(therapist.id),
            "submission_id": str(sent.id),
            "appointment_id": str(appointment.id),
            "group_id": str(group.id),
            "episode_id": str(course.id),
            "relationship_id": str(make.session.scalars(select(CareRelationship)).first().id),
            "moment": f"{appointment.starts_at:%Y%m%dT%H%M%SZ}",
            "position": "1",
            "token": link.token,
            "message_id": str(make.message(client).id),
            "job_id": str(failed_job(make.session, make.at).id),
            "pathway_id": str(link.check_in.episode.pathway_id),
            "service_id": str(link.check_in.episode.pathway.service_id),
            "report_id": str(make.safety_report().id),
            "withdrawal_id": str(make.withdrawal("des_ii").id),
            "letter_id": str(make.letter_to_post(make.client(therapist)).id),
            "message_kind": "invitation",
            "message_channel": "sms",
            "message_language": "ar",
            **undone(make, therapist, client),
            **leaving(make, therapist),
            "words_id": str(make.crisis_words().id),
            "words_language": "ar",
            "comment_id": str(make.comment().id),
            "response_id": str(make.response().id),
            "wish_id": str(make.wish().id),
            "flag_id": str(make.flag().id),
            "review_id": str(make.review().id),
            "point_id": str(make.point().id),
            "name": "person.css",
            "approved_id": str(make.form_version(state=VersionState.APPROVED).form_id),
            "language": "pl",
            "kind": "po",
            "number": "1",
            "key": "phq9",
            "text_id": str(_text(make).id),
            **written(make),
        }
        _, form = ticket_for(make, live_form(make), course)
        self.ids["ticket"] = form.rpartition("/")[2]
        self._beat()  # or /health says that nothing is at work
        self.nobody = visit
        self.person: Visit = person(link).start().visit
        self.therapist: Visit = visit_as(therapist)
        self.administrator: Visit = visit_as(make.user(Role.ADMINISTRATOR))
        self.interviewer: Visit = visit_as(make.user(Role.INTERVIEWER))
        self.reader: Visit = visit_as(make.staff(Role.FEEDBACK_READER))
        self.lead: Visit = visit_as(make.staff(Role.SERVICE_LEAD))
        self.answerer: Visit = Answerer(visit.another(), form).start().visit
        self.owner: Visit = visit.another()
        moment = make.at.isoformat()
        inside = {"client": str(client.id), "since": moment, "seen": moment}
        remember(self.owner, {"space": inside})
        self.session.commit()  # or every request would wait for this test to end its transaction

    def _beat(self) -> None:
        outbox.queue_heartbeat(self.session, at=self.begins)
        [job] = outbox.claim(
            self.session, kinds=[outbox.HEARTBEAT], at=self.begins, lease=timedelta(minutes=1)
        )
        outbox.finish(job, at=self.begins)

    def routes(self, method: str = "GET") -> list[Rule]:
        """Every address that takes this method, those that end something last."""
        rules = [r for r in self.app.url_map.iter_rules() if method in (r.methods or ())]
        return sorted(rules, key=lambda rule: (bool(LAST.match(rule.rule)), rule.rule))

    def at(self, rule: Rule, **gaps: str) -> str:
        """The address, with the ids of what there is, or with these."""
        ids = (
            self.ids | {"form_id": self.ids["approved_id"]} if RELEASING in rule.rule else self.ids
        )
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: (ids | gaps)[gap[1]], rule.rule)

    def who_may(self, rule: Rule) -> Visit:
        """The browser that comes furthest into this page."""
        visitors = {
            VisitOnly: self.person, FeedbackOnly: self.answerer, SpaceOnly: self.owner
        }  # fmt: skip
        kind = type(rule_of(self.app, rule.endpoint))
        if kind in visitors:
            return visitors[kind]
        if "sign-in" in rule.rule:
            return self.nobody
        mine = (who for start, who in self._staff() if rule.rule.startswith(start))
        return next(mine, self.nobody)

    def _staff(self) -> Iterator[tuple[str, Visit]]:
        """Whose pages begin so; the first one that fits."""
        yield "/admin/texts/waiting", self.lead
        yield "/admin", self.administrator
        yield "/comments", self.reader
        yield "/interviews", self.interviewer
        yield from ((start, self.lead) for start in ("/service", "/codesign"))
        yield from ((start, self.therapist) for start in ("/clinic", "/letters", "/account"))

    def counts(self) -> dict[str, int]:
        """How many rows there are of all that nobody may add to by mistake."""
        tables = [table for table in Base.metadata.sorted_tables if table.name not in LOOSE]
        found = {t.name: self.session.scalar(select(func.count()).select_from(t)) for t in tables}
        self.session.commit()
        return {name: count or 0 for name, count in found.items()}

    def throw(self, what: Iterator[Throw]) -> None:
        """Ask for all this. Nothing breaks, nothing is added, and pages are still pages."""
        before = self.counts()
        broken = [fault for one in what if (fault := _broken(*one))]
        assert not broken, "\n".join(broken)
        assert self.counts() == before
        assert security.verify(self.session) is None


@pytest.fixture
def world(
    app: Flask,
    make: Make,
    visit: Visit,
    visit_as: Callable[[User], Visit],
    person: Callable[[Any], Person],
) -> World:
    return World(app, make, visit, visit_as, person)


def test_no_address_breaks_a_page(world: World):
    def thrown() -> Iterator[Throw]:
        for rule in world.routes():
            for gap in rule.arguments:
                for text in GAPS:
                    yield world.who_may(rule), "GET", world.at(rule, **{gap: text}), {}

    world.throw(thrown())


def test_no_query_breaks_a_page(world: World):
    def thrown() -> Iterator[Throw]:
        for rule in world.routes():
            for text in (*map(quote, TEXTS.values()), *ESCAPES):
                query = f"q={text}&then={text}&next={text}&month={text}&{text}={text}"
                yield world.who_may(rule), "GET", f"{world.at(rule)}?{query}", {}

    world.throw(thrown())


def test_no_form_breaks_a_page(world: World):
    def thrown() -> Iterator[Throw]:
        for rule in world.routes("POST"):
            who, path = world.who_may(rule), world.at(rule)
            token = _token(who)
            for text in TEXTS.values():
                yield who, "POST", path, {"data": token | dict.fromkeys(NAMES, text)}
            for text in ESCAPES:
                fields = token | dict.fromkeys(NAMES, text)
                body = "&".join(f"{name}={value}" for name, value in fields.items())
                yield who, "POST", path, {"data": body, "content_type": FORM}

    world.throw(thrown())


@pytest.mark.parametrize("back", ["//[", "//\u2100.example", "\\\\["])
def test_a_page_to_go_back_to_that_is_no_address(world: World, back: str):
    def thrown() -> Iterator[Throw]:
        for path in ("/sign-in", "/account/confirm", "/account/second-step"):
            who = world.therapist if path == "/account/confirm" else world.nobody
            yield who, "POST", f"{path}?next={quote(back)}", {"data": _token(who)}
            yield who, "POST", path, {"data": _token(who) | {"next": back}}

    world.throw(thrown())


def test_forms_are_forms_and_never_json(world: World):
    statuses: dict[int, list[str]] = {}
    for rule in world.routes("POST"):
        who, path = world.who_may(rule), world.at(rule)
        for body in BODIES:
            statuses.setdefault(who.post(path, **_json(who, body)).status_code, []).append(path)

    # The one page that another computer calls refuses who has not the token.
    assert set(statuses.pop(403)) == {"/postroom/notify"}
    assert statuses.keys() == {415}, statuses


def test_no_header_breaks_a_page(world: World):
    def thrown() -> Iterator[Throw]:
        for rule in world.routes():
            if rule.rule in ("/", "/help", "/c/<token>", "/sign-in", "/space/sign-in", "/clinic/"):
                for headers in HEADERS:
                    yield world.who_may(rule), "GET", world.at(rule), {"headers": headers}
                    yield world.who_may(rule), "POST", world.at(rule), {"headers": headers}

    world.throw(thrown())


@pytest.mark.parametrize(
    "who", ["nobody", "person", "answerer", "owner", "therapist", "lead", "administrator"]
)
def test_every_page_answers_everybody_kindly(world: World, who: str):
    """Wrong methods, missing tokens and empty bodies among them."""

    def thrown() -> Iterator[Throw]:
        for rule in world.routes():
            for method in ("POST", "PUT", "GET"):
                yield getattr(world, who), method, world.at(rule), {}

    world.throw(thrown())


def test_SEC_04_looking_at_every_page_changes_nothing(world: World, session: Session):
    before, broken = _everything(session), []

    for rule in world.routes():
        for method in ("GET", "HEAD", "OPTIONS"):
            if rule.rule != "/leave":
                client = world.who_may(rule).client
                page = client.open(world.at(rule), method=method, base_url=ADDRESS)
                broken += [f"{method} {rule.rule}"] * (page.status_code == 500)

    session.expire_all()
    assert broken == []
    assert _everything(session) == before


def test_SEC_28_no_address_title_or_file_name_says_anything(world: World):
    for rule in world.routes():
        response = world.who_may(rule).client.get(world.at(rule), base_url=ADDRESS)
        said = f"{rule.rule} {response.headers.get('Content-Disposition', '')}"
        if response.status_code == 200 and response.mimetype == "text/html":
            said += str(read_page(response.text).title)
        assert not re.search(CLINICAL_OR_PERSONAL, said), said


@pytest.mark.parametrize("end", ["unknown", "malformed", "expired", "replaced", "revoked"])
def test_SEC_22_a_dead_link_is_a_kind_page_whatever_killed_it(
    visit: Visit, make: Make, session: Session, end: str
):
    link = make.invitation(days=-1 if end == "expired" else 7)
    path = {"unknown": "/c/" + "A" * 22, "malformed": "/c/\u202e😀"}.get(end, link.path)
    if end == "replaced":
        scheduling.invite(session, link.check_in, at=make.at, days=7)
    if end == "revoked":
        link.revoked_at = make.at

    page = visit.open(path, status=410)
    started = visit.post(path, data={"csrf_token": visit.csrf_token})

    assert "Amira" not in page.text
    assert started.status_code == 410
    assert visit.get(f"/check-in/{link.check_in_id}").status_code == 403


def test_SEC_18_a_fault_writes_neither_token_nor_answer_into_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*_given: Any, **_more: Any) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(scheduling, "find_link", fail)

    assert world.nobody.get(world.path).status_code == 500
    assert "on purpose" in caplog.text
    assert world.ids["token"] not in caplog.text


def test_SEC_52_what_the_database_complains_of_names_no_value(session: Session):
    with pytest.raises(DBAPIError) as complaint:
        session.execute(select(func.no_such_function("canary")))

    assert "canary" not in str(complaint.value)


def _broken(visit: Visit, method: str, path: str, how: dict[str, Any]) -> str:
    """What is wrong with the answer, if anything."""
    response = visit.client.open(path, method=method, base_url=ADDRESS, **how)
    faults = [str(response.status_code)] if response.status_code >= 500 else []
    is_page = response.mimetype == "text/html" and not 300 <= response.status_code < 400
    if is_page and "Content-Encoding" not in response.headers:
        faults += [] if response.text.count("<h1") == 1 else ["not one h1"]
    return f"{faults} {method} {path[:90]} {str(how)[:150]}" if faults else ""


def _token(visit: Visit) -> dict[str, str]:
    page = visit.client.get("/help", base_url=ADDRESS).text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return {"csrf_token": found[1]}


def _json(visit: Visit, body: str) -> dict[str, Any]:
    headers = {"X-CSRFToken": _token(visit)["csrf_token"]}
    return {"data": body, "content_type": "application/json", "headers": headers}


def _everything(session: Session) -> dict[str, list[Any]]:
    tables = [t for t in Base.metadata.sorted_tables if t.name not in APART]
    rows = {table.name: sorted(map(repr, session.execute(select(table)))) for table in tables}
    session.commit()
    return rows
