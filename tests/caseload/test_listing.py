"""A clinician's clients at a glance."""

from datetime import timedelta

import pytest

from app import actions
from app.care import AppointmentStatus
from app.caseload import caseload_of
from app.scheduling import HelpWanted
from tests.statements import statements


@pytest.fixture
def therapist(make):
    """Whose caseload it is."""
    return make.clinician()


@pytest.fixture
def listed(session, therapist, at):
    """The caseload as it is now."""

    def now(search=""):
        session.expire_all()
        return caseload_of(session, therapist, at=at, search=search)

    return now


def the_only_entry(caseload):
    [entry] = caseload.entries
    return entry


def test_a_new_clinician_has_nobody(listed):
    assert listed().entries == ()


def test_who_comes_next_is_first_and_who_has_no_session_is_last(make, therapist, listed, at):
    nobody = make.client(therapist, family_name="Aaa")
    later, sooner = make.client(therapist), make.client(therapist)
    make.appointment(make.episode(later), starts_at=at + timedelta(days=3))
    make.appointment(make.episode(sooner), starts_at=at + timedelta(hours=3))

    assert [e.client for e in listed().entries] == [sooner, later, nobody]


def test_only_booked_sessions_that_are_not_over_count_as_next(make, therapist, listed, at):
    episode = make.episode(make.client(therapist))
    make.appointment(episode, starts_at=at - timedelta(days=7))
    make.appointment(episode, starts_at=at + timedelta(days=1), status=AppointmentStatus.CANCELLED)
    make.appointment(episode, starts_at=at + timedelta(days=9))

    assert the_only_entry(listed()).next_appointment == at + timedelta(days=9)


def test_the_session_that_has_just_begun_is_still_the_next(make, therapist, listed, at):
    episode = make.episode(make.client(therapist))
    make.appointment(episode, starts_at=at - timedelta(minutes=20))

    assert the_only_entry(listed()).next_appointment == at - timedelta(minutes=20)


def test_sec_34_nobody_elses_client_and_nobody_of_another_trust_is_listed(make, therapist, listed):
    make.client(make.clinician())
    elsewhere = make.client(trust=make.trust("Another trust"))
    make.care_relationship(therapist, elsewhere)
    ended = make.client(make.clinician())
    make.care_relationship(therapist, ended, ends_on=make.today - timedelta(days=1))

    assert listed().entries == ()


def test_what_came_in_is_what_this_clinician_has_not_opened(make, therapist, listed, at):
    client = make.client(therapist)
    make.submission("phq9", client=client, at=at - timedelta(days=8))
    actions.record_view(
        make.session, client, "client", by=therapist.user.actor, at=at - timedelta(days=7)
    )
    assert the_only_entry(listed()).came_in == []

    make.submission("gad7", client=client, at=at - timedelta(days=1))

    assert [p.instrument.key for p in the_only_entry(listed()).came_in] == ["gad7"]


def test_somebody_elses_look_does_not_make_it_seen(make, therapist, listed, at):
    client = make.client(therapist)
    make.submission("phq9", client=client, at=at - timedelta(days=1))
    other = make.clinician()
    actions.record_view(make.session, client, "client", by=other.user.actor, at=at)

    entry = the_only_entry(listed())

    assert entry.last_opened is None
    assert [p.instrument.key for p in entry.came_in] == ["phq9"]


def test_the_change_is_since_the_first_of_many_and_since_the_one_before(
    make, therapist, listed, at
):
    client = make.client(therapist)
    for week, answer in enumerate([3, 2, 2, 1]):
        make.submission(client=client, answers=[answer] * 9, at=at - timedelta(weeks=9 - week))

    [course] = the_only_entry(listed()).courses

    assert (course.since_last.shown, course.since_first.shown) == ("9", "18")
    assert len(course.points) == 3  # the one in the middle was not even fetched


def test_a_risk_answer_is_there_in_the_words_that_were_on_the_screen(make, therapist, listed):
    client = make.client(therapist, language="pl")
    make.submission(client=client, phq9_9=1, language="pl")

    [answer] = the_only_entry(listed()).to_look_at

    assert answer.answer.text == "Kilka dni"
    assert answer.answer.english == "Several days"
    assert (answer.question.language, answer.question.direction) == ("pl", "ltr")
    assert answer.is_sent


def test_haz_05_a_risk_answer_in_a_form_that_was_never_sent_is_there_too(make, therapist, listed):
    make.draft(client=make.client(therapist), answers=[0] * 8 + [2])

    [answer] = the_only_entry(listed()).to_look_at

    assert (answer.value, answer.is_sent) == (2, False)


def test_a_risk_item_without_an_answer_is_a_gap_and_not_a_no(make, therapist, listed):
    make.submission(client=make.client(therapist), answers=[1] * 8, phq9_1=1)

    entry = the_only_entry(listed())

    assert entry.to_look_at == []
    assert [a.item.number for a in entry.not_answered] == [9]
    assert entry.not_answered[0].answer is None


def test_a_declined_risk_item_says_that_it_was_declined(make, therapist, listed):
    make.submission(client=make.client(therapist), phq9_9=None)

    [gap] = the_only_entry(listed()).not_answered

    assert gap.declined


def test_a_risk_answer_that_came_in_unseen_is_not_hidden_by_a_later_form(
    make, therapist, listed, at
):
    client = make.client(therapist)
    by = therapist.user.actor
    make.submission(client=client, at=at - timedelta(days=9))
    actions.record_view(make.session, client, "client", by=by, at=at - timedelta(days=8))
    make.submission(client=client, phq9_9=3, at=at - timedelta(days=5))
    make.submission(client=client, phq9_9=0, at=at - timedelta(days=1))
    make.submission(client=client, phq9_9=0, at=at - timedelta(hours=1))
    make.submission(client=client, phq9_9=0, at=at - timedelta(minutes=1))

    assert [a.value for a in the_only_entry(listed()).to_look_at] == [3]

    actions.record_view(make.session, client, "client", by=by, at=at)

    assert the_only_entry(listed()).to_look_at == []


def test_an_unfinished_questionnaire_says_how_far_it_is(make, therapist, listed):
    make.draft(client=make.client(therapist), answers=[1, 1, 1, 1, None])

    [waiting] = the_only_entry(listed()).waiting
    [one] = waiting.unfinished

    assert (one.answered, one.asked) == (4, 9)


def test_an_old_check_in_that_nobody_touched_is_not_waited_for(make, therapist, listed, at):
    client = make.client(therapist)
    make.check_in(client=client, at=at - timedelta(weeks=8))
    newest = make.check_in(client=client, at=at - timedelta(weeks=1))

    assert [w.check_in for w in the_only_entry(listed()).waiting] == [newest]


def test_what_was_asked_long_ago_and_never_begun_is_not_waited_for(make, therapist, listed, at):
    client = make.client(therapist)
    make.check_in(client=client, at=at - timedelta(weeks=9))
    assert the_only_entry(listed()).waiting == ()

    make.check_in(client=client, at=at - timedelta(weeks=7))
    assert len(the_only_entry(listed()).waiting) == 1


def test_an_old_check_in_with_answers_in_it_is_still_there(make, therapist, listed, at):
    client = make.client(therapist)
    old = make.check_in(client=client, at=at - timedelta(weeks=8))
    make.draft(check_in=old, phq9_9=1)
    make.check_in(client=client, at=at - timedelta(weeks=1))

    assert old in [w.check_in for w in the_only_entry(listed()).waiting]


def test_a_plea_for_an_interpreter_reaches_the_therapist(make, therapist, listed, at):
    check_in = make.check_in(client=make.client(therapist))
    actions.ask_for_help(make.session, check_in, HelpWanted.INTERPRETER, at=at)

    [waiting] = the_only_entry(listed()).waiting

    assert waiting.help_wanted is HelpWanted.INTERPRETER


@pytest.mark.parametrize("words", ["zielinska", "ZIEL", "Zoé", "zoe ziel", "zielińska zoé"])
def test_a_client_is_found_by_any_part_of_the_name(make, therapist, listed, words):
    wanted = make.client(therapist, given_name="Zoé", family_name="Zielińska")
    make.client(therapist, given_name="Amira", family_name="Example")

    found = listed(words)

    assert [e.client for e in found.entries] == [wanted]
    assert found.size == 2


@pytest.mark.parametrize("written", ["{}", "{:.3} 000", "{:.10}"])
def test_a_client_is_found_by_nhs_number(make, therapist, listed, written):
    wanted = make.client(therapist, nhs_number="9990000018", nhs_number_lookup="x")
    make.client(therapist)

    found = listed(written.format("9990000018"))

    assert wanted in [e.client for e in found.entries]


def test_a_search_finds_only_ones_own_clients(make, listed):
    make.client(make.clinician(), family_name="Zielińska")

    assert listed("zielinska").entries == ()


def test_haz_09_clients_with_like_names_are_flagged(make, therapist, listed):
    twins = [
        make.client(therapist, given_name=name, family_name="Khan") for name in ("Sara", "Samira")
    ]
    make.client(therapist, given_name="Omar", family_name="Khan")

    assert [e.client for e in listed().entries if e.has_like_name] == sorted(
        twins, key=lambda client: client.given_name
    )


def test_the_caseload_takes_as_many_queries_for_forty_clients_as_for_two(
    make, therapist, engine, session, at, by
):
    def queries():
        session.expire_all()
        with statements(engine) as asked:
            for entry in caseload_of(session, therapist, at=at).entries:
                assert all([entry.client.name, entry.risk_answers, entry.courses[0].latest])
                assert entry.waiting[0].unsent
        return len(asked)

    def somebody():
        client = make.client(therapist)
        make.submission(client=client, phq9_9=1, at=at - timedelta(days=1))
        asked = make.check_in(client=client, at=at + timedelta(minutes=1))
        actions.send_link(session, asked, by=by, at=at, days=7)

    for _ in range(2):
        somebody()
    few = queries()
    for _ in range(38):
        somebody()
    assert queries() == few


def test_since_first_is_since_the_first_of_the_course_of_now(make, therapist, listed, at):
    client = make.client(therapist)
    before = make.episode(client, started_on=make.today - timedelta(days=300),
                          ended_on=make.today - timedelta(days=100))  # fmt: skip
    now = make.episode(client)
    for episode, days, n in ((before, 250, 3), (before, 200, 3), (now, 50, 2), (now, 40, 2),
                             (now, 30, 2), (now, 9, 1)):  # fmt: skip
        check_in = make.check_in(["phq9"], episode)
        make.submission(check_in=check_in, answers=[n] * 9, at=at - timedelta(days=days))

    [course] = the_only_entry(listed()).courses

    assert (course.since_first.since.at, course.since_first.shown) == (at - timedelta(50), "9")


def test_when_no_course_is_open_it_is_the_first_of_the_latest(make, therapist, listed, at):
    client = make.client(therapist)
    for days, answers in ((300, (3, 3, 3)), (100, (2, 2, 1))):
        began = make.today - timedelta(days=days)
        over = make.episode(client, started_on=began, ended_on=began + timedelta(days=90))
        for number, n in enumerate(answers, start=1):
            check_in = make.check_in(["phq9"], over)
            make.submission(check_in=check_in, answers=[n] * 9,
                            at=at - timedelta(days=days - number))  # fmt: skip

    [course] = the_only_entry(listed()).courses

    assert course.since_first.since.value == 18


def test_who_has_new_answers_to_look_at_is_listed_newest_first(make, therapist, listed, at):
    clients = [make.client(therapist) for _ in range(3)]
    for client, days in zip(clients, (2, 1, 3), strict=True):
        make.submission(client=client, phq9_9=1, at=at - timedelta(days=days))

    caseload = listed()

    assert [entry.client for entry in caseload.to_look_at] == [clients[n] for n in (1, 0, 2)]
