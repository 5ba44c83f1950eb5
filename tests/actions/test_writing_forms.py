"""Several people write one form in the same moment: nothing that anybody wrote is lost."""

from functools import partial

import pytest
from sqlalchemy import func, select

from app.actions import (
    AlreadyDealtWith,
    NotADraft,
    OthersChangedIt,
    SentenceChanged,
    accept_suggestion,
    add_option,
    add_question,
    begin_draft,
    change_form,
    make_form,
    save_sentence,
    suggest_words,
    take_vote_back,
    vote_for,
)
from app.codesign import (
    FormEdit,
    FormTranslation,
    FormVersion,
    FormVote,
    NoSuchPlace,
    Purpose,
    QuestionKind,
    VersionState,
    edits_of,
    form_faults,
    moved,
    put_back,
    removed,
    sentence_at,
    shipped_form,
    versions_of,
)
from app.security import AuditEvent, Role, User, verify
from tests.together import together

HOW = "How was the wait before your help here began?"
PEOPLE = 4


@pytest.fixture
def users(make):
    """Who writes."""
    make.the_service()
    return [make.staff(Role.CO_DESIGNER).user for _ in range(PEOPLE)]


@pytest.fixture
def form(session, make, users, at):
    return make_form(session, make.the_service().id, Purpose.PREM, "Our PREM", user=users[0], at=at)


@pytest.fixture
def version(session, form):
    return versions_of(session, form.id)[0]


@pytest.fixture
def all_at_once(engine, users, session):
    """What `do(session, user)` gave each of them, all in the same moment."""

    def run(do):
        ids = [user.id for user in users]
        session.commit()
        return together(engine, PEOPLE, lambda own, n: do(own, own.get_one(User, ids[n])))

    return run


def content(session, form):
    session.expire_all()
    return versions_of(session, form.id)[0].content


def test_a_form_begins_with_shipped_words_and_translations_that_wait_for_a_reader(
    session, form, version
):
    assert version.content == shipped_form(Purpose.PREM).content
    rows = session.scalars(select(FormTranslation)).all()
    assert {row.language for row in rows} == {"pl", "ar"}
    assert {row.approved_at for row in rows} == {None}
    assert {row.address for row in rows} == set(version.content.sentences())


def test_a_form_for_something_else_begins_empty_and_says_what_is_missing(session, make, users, at):
    form = make_form(session, make.the_service().id, Purpose.OTHER, "X", user=users[0], at=at)

    found = content(session, form)
    assert found.questions == ()
    assert len(form_faults(found)) == 4


def test_of_people_who_change_one_sentence_at_once_one_is_first_and_the_others_see_it(
    all_at_once, session, form, version, at
):
    version_id = version.id

    results = all_at_once(
        lambda own, user: save_sentence(
            own, version_id, "wait.text", f"By {user.id}", was=HOW, user=user, at=at
        )
    )

    [saved] = [one for one in results if isinstance(one, str)]
    others = [one for one in results if isinstance(one, SentenceChanged)]
    assert len(others) == PEOPLE - 1
    assert {one.now for one in others} == {saved}
    assert sentence_at(content(session, form), "wait.text") == saved
    assert len(edits_of(session, form.id)) == 1
    assert verify(session) is None


def test_people_who_change_different_sentences_at_once_all_keep_theirs(
    all_at_once, session, form, version, users, at
):
    version_id = version.id
    places = dict(
        zip((user.id for user in users), ("title", "why", "thanks", "wait.hint"), strict=True)
    )
    was = {place: sentence_at(version.content, place) for place in places.values()}

    all_at_once(
        lambda own, user: save_sentence(
            own, version_id, places[user.id], f"By {user.id}", was=was[places[user.id]],
            user=user, at=at,
        )
    )  # fmt: skip

    found = content(session, form)
    assert [sentence_at(found, place) for place in places.values()] == [
        f"By {user_id}" for user_id in places
    ]


def test_questions_that_are_added_at_once_get_keys_of_their_own(
    all_at_once, session, form, version, at
):
    version_id, before = version.id, len(version.content.questions)

    all_at_once(
        lambda own, user: add_question(
            own, version_id, QuestionKind.YES_NO, "Was it warm?", after="", user=user, at=at
        )
    )

    keys = [question.key for question in content(session, form).questions]
    assert len(set(keys)) == len(keys) == before + PEOPLE


def test_a_question_is_taken_out_while_somebody_changes_it_and_no_words_are_lost(
    all_at_once, session, form, version, users, at
):
    version_id, remover = version.id, users[0].id

    def do(own, user):
        if user.id == remover:
            edit = partial(removed, key="wait")
            return change_form(own, version_id, edit, user=user, at=at, seen_at=at)
        return save_sentence(own, version_id, "wait.text", str(user.id), was=HOW, user=user, at=at)

    results = all_at_once(do)

    assert not [one for one in results if isinstance(one, AssertionError)]
    found = content(session, form)
    if found.find("wait") is None:
        gone = next(edit for edit in edits_of(session, form.id) if edit.address == "wait")
        assert put_back(found, gone.before).content.find("wait").text in {
            HOW, *(str(user.id) for user in users)
        }  # fmt: skip
    refused = [one for one in results if isinstance(one, Exception)]
    assert {type(one) for one in refused} <= {SentenceChanged, NoSuchPlace, OthersChangedIt}


def test_a_question_that_somebody_else_changed_since_is_not_taken_out_unseen(
    session, form, version, users, at
):
    seen_at = at
    later = at.replace(minute=5)
    save_sentence(session, version.id, "wait.hint", "A hint", was="", user=users[1], at=later)
    edit = partial(removed, key="wait")

    with pytest.raises(OthersChangedIt) as refused:
        change_form(session, version.id, edit, user=users[0], at=later, seen_at=seen_at)

    assert refused.value.who == {users[1].id}
    change_form(session, version.id, edit, user=users[1], at=later, seen_at=seen_at)
    assert content(session, form).find("wait") is None


def test_keys_of_what_was_taken_out_are_never_given_again(session, form, version, users, at):
    how = {"user": users[0], "at": at}
    first = add_question(session, version.id, QuestionKind.YES_NO, "Warm?", after="", **how)
    change_form(session, version.id, partial(removed, key=first.address), **how)

    second = add_question(session, version.id, QuestionKind.SCALE, "Warm?", after="", **how)

    assert (first.address, second.address) == ("warm", "warm_2")
    option = add_option(session, version.id, "wait", "It was fine", **how)
    assert option.address == "wait.option.it_was_fine"


def test_of_people_who_accept_one_suggestion_at_once_one_does(
    all_at_once, session, form, version, users, at
):
    author = users[0]
    suggestion = suggest_words(session, version.id, "wait.text", "How long?", user=author, at=at)
    suggestion_id, author_id = suggestion.id, author.id

    results = all_at_once(
        lambda own, user: accept_suggestion(own, suggestion_id, now=HOW, user=user, at=at)
    )

    assert results.count(None) == 1
    assert sum(isinstance(one, AlreadyDealtWith) for one in results) == PEOPLE - 1
    [edit] = edits_of(session, form.id)
    assert (edit.after, edit.suggested_by) == ("How long?", author_id)
    assert sentence_at(content(session, form), "wait.text") == "How long?"


def test_a_suggestion_about_other_words_overwrites_nothing(session, form, version, users, at):
    suggestion = suggest_words(session, version.id, "wait.text", "How long?", user=users[0], at=at)
    save_sentence(session, version.id, "wait.text", "The wait?", was=HOW, user=users[1], at=at)

    with pytest.raises(SentenceChanged):
        accept_suggestion(session, suggestion.id, now=None, user=users[2], at=at)
    session.rollback()

    assert sentence_at(content(session, form), "wait.text") == "The wait?"
    accept_suggestion(session, suggestion.id, now="The wait?", user=users[2], at=at)
    assert sentence_at(content(session, form), "wait.text") == "How long?"


def test_a_suggestion_for_a_live_version_is_accepted_into_the_draft_that_follows(
    session, form, version, users, at
):
    suggestion = suggest_words(session, version.id, "wait.text", "How long?", user=users[0], at=at)
    version.state, version.released_at = VersionState.LIVE, at
    session.commit()
    with pytest.raises(NotADraft):
        accept_suggestion(session, suggestion.id, now=HOW, user=users[1], at=at)
    session.rollback()

    begin_draft(session, form.id, user=users[1], at=at)
    accept_suggestion(session, suggestion.id, now=HOW, user=users[1], at=at)

    draft, live = versions_of(session, form.id)
    assert sentence_at(draft.content, "wait.text") == "How long?"
    assert sentence_at(live.content, "wait.text") == HOW


def test_who_votes_twice_at_once_has_one_vote(engine, session, version, users, at):
    remark = suggest_words(session, version.id, "wait.text", "How long?", user=users[0], at=at)
    ids = remark.id, users[0].id
    session.commit()

    together(
        engine, PEOPLE, lambda own, _: vote_for(own, ids[0], user=own.get_one(User, ids[1]), at=at)
    )

    assert session.scalar(select(func.count(FormVote.id))) == 1
    session.rollback()
    take_vote_back(session, remark.id, user=users[0], at=at)
    assert session.scalar(select(func.count(FormVote.id))) == 0


def test_people_who_begin_a_draft_at_once_begin_the_same(all_at_once, session, form, version, at):
    version.state, version.released_at = VersionState.LIVE, at
    session.commit()
    form_id = form.id

    drafts = all_at_once(lambda own, user: begin_draft(own, form_id, user=user, at=at).id)

    assert len(set(drafts)) == 1
    assert session.scalar(select(func.count(FormVersion.id))) == 2


@pytest.mark.parametrize("state", [one for one in VersionState if one is not VersionState.DRAFT])
def test_only_a_draft_changes(session, version, users, at, state):
    version.state = state
    version.released_at = at if state in (VersionState.LIVE, VersionState.RETIRED) else None
    session.commit()
    how = {"user": users[0], "at": at}

    for change in (
        lambda: save_sentence(session, version.id, "wait.text", "x", was=HOW, **how),
        lambda: change_form(session, version.id, partial(moved, key="wait", by=1), **how),
        lambda: add_option(session, version.id, "wait", "x", **how),
        lambda: add_question(session, version.id, QuestionKind.SCALE, "x", after="", **how),
    ):
        with pytest.raises(NotADraft):
            change()
        session.rollback()
    assert session.scalar(select(func.count(FormEdit.id))) == 0


def test_every_change_is_in_the_trail_without_its_words(session, version, users, at):
    save_sentence(session, version.id, "wait.text", "Canary", was=HOW, user=users[0], at=at)
    suggest_words(session, version.id, "why", "Canary", user=users[0], at=at)

    events = session.scalars(select(AuditEvent)).all()
    assert {event.event for event in events} >= {"form.changed", "form_comment.suggestion"}
    assert not [event for event in events if "Canary" in event.detail]
