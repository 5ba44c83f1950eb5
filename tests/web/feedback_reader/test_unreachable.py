"""EQ-08: what a reader has not let go is in no page of anybody else, whatever they ask for."""

import pytest
from werkzeug.routing import AnyConverter, IntegerConverter, UUIDConverter

from app import actions
from app.codesign import VersionState
from app.feedback import FlagKind
from app.scheduling import FeedbackTicket
from app.security import Role

CANARIES = ("canary-unread", "canary-kept", "canary-blacked", "canary-confident", "canary-wish")
# Leaving, and the steps of signing in, end the session: all that is asked for after them would be
# refused for that alone.
LEADS_AWAY = ("/leave", "/account/")


@pytest.fixture
def planted(make, session):
    """Comments in each state, and what was said in confidence; the ids that an address may name."""
    reader = make.user(Role.FEEDBACK_READER)
    version = make.form_version(state=VersionState.LIVE)
    unread = make.comment("canary-unread", version)
    kept = make.comment("canary-kept", version)
    black = make.comment("canary-blacked visible-part", version)
    how = {"after": 0, "user": reader, "at": make.at}
    actions.keep_back_comment(session, kept.id, "canary-kept", **how)
    actions.release_comment(session, black.id, {0}, **how)
    flag = actions.flag_feedback(
        session, unread, FlagKind.DANGER, "The stairs are not safe",
        service_id=version.form.service_id, user=reader, at=make.at,
    )  # fmt: skip
    response = make.response(answers='{"more": ["canary-confident"]}')
    wish = make.wish("canary-wish")
    rows = [unread, kept, black, flag, response, wish, version, version.form, response.ticket,
            response.ticket.client, response.ticket.episode, make.the_service()]  # fmt: skip
    return [row.id for row in rows]


@pytest.mark.any_database
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.FEEDBACK_READER])
def test_EQ_08_nobody_else_reaches_what_was_not_released(make, visit_as, planted, role):
    who = make.staff(role)
    if role is Role.CLINICIAN:  # of whom the person has spoken
        ticket = make.session.get(FeedbackTicket, planted[8])
        make.care_relationship(who, ticket.client)
    visit = visit_as(who)

    found = {
        address: [canary for canary in CANARIES if canary in visit.get(address).text]
        for address in addresses(visit.client.application, planted)
    }

    assert not {address: canaries for address, canaries in found.items() if canaries}
    assert visit.get("/account/").status_code == 200, "still signed in"


def test_the_reader_reaches_all_of_it(visit, planted):
    """So that the test above does not pass for want of anything to find."""
    pages = "".join(visit.get(one).text for one in addresses(visit.client.application, planted))

    assert [canary for canary in CANARIES if canary not in pages] == []


def test_EQ_08_the_board_shows_what_was_released(make, visit_as, planted):
    page = visit_as(make.staff(Role.CO_DESIGNER)).open("/service/experience/comments")

    assert "visible-part" in page.text


def addresses(app, ids):
    """Every address, with each of these ids at every place that takes one."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(LEADS_AWAY):
            continue
        for id_ in ids if "<uuid:" in rule.rule else ids[:1]:
            values = {place: _value(rule, place, id_) for place in rule.arguments}
            if built := rule.build(values, append_unknown=False):
                yield built[1]


def _value(rule, place, id_):
    match rule._converters[place]:
        case UUIDConverter():
            return id_
        case AnyConverter() as converter:
            return sorted(converter.items)[0]
        case IntegerConverter():
            return 1
    return "en"
