"""Forms in other languages: written by one person, approved by a reader, live when all is."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app import codesign
from app.actions import (
    ApprovedByItsAuthor,
    NotAReader,
    NotATranslation,
    NotEverySentence,
    NotInThatState,
    SomebodyChangedIt,
    approve_sentence,
    import_translations,
    release_language,
    translate_sentence,
)
from app.codesign import (
    FileSentence,
    FormEdit,
    FormTranslation,
    FormVersion,
    Freshness,
    VersionState,
    code_of,
    sentence_fingerprint,
)
from app.security import AuditEvent, Role
from tests.factory import SHORT_FORM
from tests.together import together

TITLE = SHORT_FORM.title


@pytest.fixture
def version(make):
    return make.form_version(state=VersionState.LIVE)


@pytest.fixture
def translator(make):
    return make.user(Role.CO_DESIGNER)


@pytest.fixture
def reader(make):
    return make.user(Role.CO_DESIGNER)


@pytest.fixture
def write(session, version, translator, at):
    """Somebody says the title in Polish."""

    def written(text="Jak było", *, was="", source=TITLE, address="title", user=translator):
        translate_sentence(
            session, version, "pl", address, text,
            source=sentence_fingerprint(address, source),
            began=sentence_fingerprint(address, was), by=user.actor, at=at,
        )  # fmt: skip

    return written


@pytest.fixture
def approve(session, version, reader, at):
    """Somebody agrees to the Polish title."""

    def approved(text="Jak było", *, reads=True, user=reader):
        approve_sentence(
            session, version, "pl", "title", seen=sentence_fingerprint("title", text),
            reads=reads, user=user, at=at,
        )  # fmt: skip

    return approved


def title(session, version, content=None):
    content = content or version.content
    return codesign.side_by_side(session, version.form_id, content, "pl")[0]


def test_a_sentence_is_written_then_approved_by_a_reader(session, version, write, approve, reader):
    assert title(session, version).freshness is Freshness.MISSING
    write()
    assert title(session, version).freshness is Freshness.TO_APPROVE

    approve()

    assert title(session, version).freshness is Freshness.APPROVED
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.event)).all()
    assert [(e.event, e.detail) for e in events] == [
        ("translation.approved", "version 1 pl title"),
        ("translation.written", "version 1 pl title"),
    ]


def test_other_words_have_to_be_approved_again_and_the_older_ones_are_kept(
    session, version, write, approve
):
    write()
    approve()

    write("Jak to było", was="Jak było")

    assert title(session, version).freshness is Freshness.TO_APPROVE
    edits = session.scalars(select(FormEdit).order_by(FormEdit.before)).all()
    assert [(e.language, e.before, e.after) for e in edits] == [
        ("pl", "", "Jak było"),
        ("pl", "Jak było", "Jak to było"),
    ]


def test_the_same_words_again_stay_approved(session, version, write, approve):
    write()
    approve()

    write(was="Jak było")

    assert title(session, version).freshness is Freshness.APPROVED


def test_changed_english_makes_exactly_that_sentence_stale(session, make, version, reader):
    make.translations(version, "pl", by=reader)
    newer = replace(SHORT_FORM, title="How it was for you")

    beside = codesign.side_by_side(session, version.form_id, newer, "pl")

    assert [one.address for one in beside if one.freshness is not Freshness.APPROVED] == ["title"]
    assert (beside[0].freshness, beside[0].older_source) == (Freshness.STALE, TITLE)
    assert beside[0].current == ""


def test_two_who_write_one_sentence_do_not_undo_each_other(session, version, write):
    write()

    with pytest.raises(SomebodyChangedIt):
        write("Mine")
    with pytest.raises(SomebodyChangedIt):
        write("Mine", was="Jak było", source="Other English")

    session.rollback()
    assert title(session, version).text == "Jak było"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Call {phone}", "Zadzwoń {telefon}"),
        ("Call {phone}", "Zadzwoń"),
        ("Call", "Zadzwoń {"),
        ("Call", "<b>Zadzwoń</b>"),
        ("Call", "Zadzwoń &nbsp;"),
        ("Call <b>us</b>", "Zadzwoń <b>do nas"),
        ("Call", "Zadzwoń \u202e"),
        ("Call", "Zadzwoń \x07"),
        ("Call", "  "),
        ("Call", "x" * 4000),
    ],
)
def test_what_cannot_stand_for_its_sentence_is_refused(source, text):
    assert codesign.translation_faults(source, text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Call {phone}", "{phone}: zadzwoń"),
        ("5 < 6 and 7 > 6", "5 < 6 i 7 > 6"),
        ("Yes", "=1+1 😀\nنعم\u200f"),
    ],
)
def test_what_can_stand_for_it_is_not(source, text):
    assert codesign.translation_faults(source, text) == []


def test_a_translation_with_a_fault_is_not_kept(session, version, write):
    with pytest.raises(NotATranslation):
        write("{oops}")

    session.rollback()
    assert title(session, version).freshness is Freshness.MISSING


def test_who_wrote_it_cannot_approve_it(write, approve, translator):
    write()

    with pytest.raises(ApprovedByItsAuthor):
        approve(user=translator)


def test_only_who_says_that_they_read_the_language_approves_and_says_it_once(
    make, session, version, write, approve, reader
):
    write()
    with pytest.raises(NotAReader):
        approve(reads=False)
    session.rollback()
    make.translations(make.form_version(), "pl", by=reader)

    approve(reads=False)

    assert title(session, version).approved_by == reader.id


def test_a_yes_is_to_exactly_the_words_that_were_seen(write, approve):
    write("Inaczej")

    with pytest.raises(SomebodyChangedIt):
        approve("Jak było")


def test_a_language_goes_live_once_every_sentence_is_approved(session, make, version, reader, at):
    make.translations(version, "pl")
    with pytest.raises(NotEverySentence):
        release_language(session, version.id, "pl", by=reader.actor, at=at)
    session.rollback()
    for row in session.scalars(select(FormTranslation)):
        row.approved_at, row.approved_by = at, reader.id
    session.commit()

    for _ in range(2):
        release_language(session, version.id, "pl", by=reader.actor, at=at)

    assert codesign.content_in(session, version, "pl")[0].title == f"pl: {TITLE}"
    released = select(AuditEvent.detail).where(AuditEvent.event == "form.language_released")
    assert session.scalars(released).all() == ["version 1 pl"]


def test_a_draft_has_no_live_languages(session, make, reader, at):
    draft = make.form_version()
    make.translations(draft, "pl", by=reader)

    with pytest.raises(NotInThatState):
        release_language(session, draft.id, "pl", by=reader.actor, at=at)


def test_what_is_live_stays_as_it_was_when_somebody_goes_on_translating(
    session, make, version, write, reader, at
):
    make.translations(version, "pl", by=reader)
    release_language(session, version.id, "pl", by=reader.actor, at=at)

    write("Inaczej", was=f"pl: {TITLE}")

    assert codesign.content_in(session, version, "pl")[0].title == f"pl: {TITLE}"


def test_two_who_begin_one_sentence_at_once_make_one_of_it(
    engine, session, version, translator, at
):
    version_id, by = version.id, translator.actor

    def write(own, number):
        found = own.get_one(FormVersion, version_id)
        translate_sentence(
            own, found, "pl", "title", f"Tytuł {number}",
            source=sentence_fingerprint("title", TITLE),
            began=sentence_fingerprint("title", ""), by=by, at=at,
        )  # fmt: skip

    results = together(engine, 4, write)

    assert sum(result is None for result in results) == 1
    assert {type(r) for r in results if r is not None} == {SomebodyChangedIt}
    assert len(session.scalars(select(FormTranslation)).all()) == 1


def test_nobody_agrees_to_words_that_somebody_changes_in_that_moment(
    engine, session, version, write, translator, reader, at
):
    write()
    version_id, by, reader_id = version.id, translator.actor, reader.id

    def both(own, number):
        found = own.get_one(FormVersion, version_id)
        if number:
            user = own.get_one(type(reader), reader_id)
            seen = sentence_fingerprint("title", "Jak było")
            return approve_sentence(
                own, found, "pl", "title", seen=seen, reads=True, user=user, at=at
            )
        return translate_sentence(
            own, found, "pl", "title", "Inaczej", source=sentence_fingerprint("title", TITLE),
            began=sentence_fingerprint("title", "Jak było"), by=by, at=at,
        )  # fmt: skip

    together(engine, 2, both)

    session.expire_all()
    assert title(session, version).freshness is Freshness.TO_APPROVE
    assert title(session, version).text == "Inaczej"


def sentence(text, *, was="", source=TITLE, address="title"):
    return FileSentence(1, address, source, text, code_of(address, was))


def test_a_file_brings_what_its_translator_wrote_to_be_approved(session, version, translator, at):
    sentences = [sentence("Jak było"), sentence("", address="thanks", source="Thank you.")]

    result = import_translations(session, version, "pl", sentences, by=translator.actor, at=at)

    assert (result.taken, result.unchanged) == (["title"], 1)
    assert title(session, version).freshness is Freshness.TO_APPROVE


def test_a_file_never_undoes_what_was_changed_here_meanwhile(
    session, version, write, translator, at
):
    write("Nowe")
    old = [sentence("Stare", was="Stare"), sentence("Poprawione", was="Stare")]

    results = [
        import_translations(session, version, "pl", [one], by=translator.actor, at=at)
        for one in old
    ]

    assert [one.unchanged for one in results] == [1, 0]
    assert results[1].kept_here == {"title": "Poprawione"}
    assert title(session, version).text == "Nowe"


def test_a_translation_of_older_english_is_taken_as_stale(session, version, translator, at):
    result = import_translations(
        session, version, "pl", [sentence("Dawne", source="Older")], by=translator.actor, at=at
    )

    assert result.stale == ["title"]
    found = title(session, version)
    assert (found.freshness, found.older_source) == (Freshness.STALE, "Older")
