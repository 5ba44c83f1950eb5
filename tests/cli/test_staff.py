"""`flask staff`: colleagues join with a password of their own, never a default one."""

import re

import pytest
from sqlalchemy import select

from app import security
from app.care import Clinician, Service
from app.security import AuditEvent, Role, User, password_is

TYPED = "a quiet river in winter"
WHO = ["--email", "Anna@nhs.example.org", "--name", "Anna Kowalska"]


@pytest.fixture
def run(app):
    """Run `flask staff ...`, typing these lines."""

    def invoke(*words, typed=""):
        return app.test_cli_runner().invoke(args=["staff", *words], input=typed)

    return invoke


def test_a_colleague_is_added_with_the_password_they_type(run, session, make):
    service = make.service(name="Step 4")
    session.commit()

    result = run("add", *WHO, "--role", "clinician", "--service", "Step 4",
                 "--profession", "psychologist", typed=f"{TYPED}\n{TYPED}\n")  # fmt: skip

    assert result.exit_code == 0, result.output
    assert TYPED not in result.output
    user = security.find_user_by_email(session, "anna@nhs.example.org")
    assert user is not None
    assert password_is(TYPED, user.password)
    place = session.scalars(select(Clinician)).one()
    assert (place.service_id, place.profession) == (service.id, "psychologist")
    assert session.scalars(select(AuditEvent.event)).all() == ["account.added"]


def test_a_made_password_is_shown_once_and_is_another_each_time(run, session):
    shown = []
    for name in ("a", "b"):
        result = run("add", "--email", f"{name}@nhs.example.org", "--name", name, "--role",
                     "administrator", "--make-password")  # fmt: skip
        assert result.exit_code == 0, result.output
        found = re.search(r"shown only now: (\S+)", result.output)
        assert found
        shown.append(found[1])

    assert shown[0] != shown[1]
    assert min(map(len, shown)) >= 20
    user = security.find_user_by_email(session, "a@nhs.example.org")
    assert user is not None
    assert password_is(shown[0], user.password)


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["--role", "clinician", "--service", "Step 9"], "", "There is no service called Step 9"),
        (["--role", "clinician"], f"{TYPED}\n{TYPED}\n", "Say where they work: --service"),
        (["--role", "administrator"], "short\nshort\n", "at least 12 characters"),
        (["--role", "boss"], "", "Invalid value for '--role'"),
        ([], "", "Missing option '--role'"),
        (["--role", "duty", "--email", "anna"], "", "anna is not an e-mail address"),
        (["--role", "administrator", "--name", ""], f"{TYPED}\n{TYPED}\n", "Say the name"),
        (["--role", "administrator", "--name", " \u00a0"], "", "Say the name"),
    ],
)
def test_what_cannot_be_is_explained_and_nothing_is_stored(run, session, make, words, typed, said):
    make.service(name="Step 4")
    session.commit()

    result = run("add", *WHO, *words, typed=typed)

    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output
    assert session.scalars(select(User)).all() == []


def test_an_address_that_is_in_use_is_explained(run, session, make):
    make.user(Role.ADMINISTRATOR, email="anna@nhs.example.org")
    session.commit()

    result = run("add", *WHO, "--role", "administrator", "--make-password")

    assert result.exit_code == 1
    assert "already" in result.output


def test_a_service_is_added_and_named_when_somebody_is_looking_for_one(run, session):
    said = []
    for _ in range(2):
        result = run("add-service", "--trust", "North Trust", "--name", "Step 4",
                     "--pathway", "CBTp", "--pathway", "DBT group")  # fmt: skip
        said.append(result.output)

    assert "DBT group: starts from the plan “DBT”" in said[0]
    assert "already" in result.output
    result = run("add", *WHO, "--role", "duty", "--service", "Step 5")
    assert "There are: North Trust: Step 4" in result.output


@pytest.mark.parametrize(
    ("pathways", "said"),
    [([], "no pathway yet"), (["CBTp"], "1 pathway"), (["CBTp", "EMDR"], "2 pathways")],
)
def test_the_pathways_of_a_new_service_are_counted_in_words(run, pathways, said):
    words = [word for pathway in pathways for word in ("--pathway", pathway)]

    result = run("add-service", "--trust", "North Trust", "--name", "Step 4", *words)

    assert result.output.splitlines()[0] == f"Added Step 4 of North Trust, with {said}."


@pytest.mark.parametrize("blank", ["trust", "name", "pathway"])
def test_a_service_without_a_name_is_not_added(run, session, blank):
    names = {"trust": "North Trust", "name": "Step 4", "pathway": "CBTp", blank: " "}

    result = run("add-service", *(f"--{option}={name}" for option, name in names.items()))

    assert result.exit_code == 2
    assert "cannot be empty" in result.output
    assert session.scalars(select(Service)).all() == []


def test_two_services_of_one_name_are_told_apart_by_their_trust(run, session, make):
    for trust in ("North", "South"):
        make.service(make.trust(trust), name="Step 4")
    session.commit()

    unclear = run("add", *WHO, "--role", "duty", "--service", "Step 4", "--make-password")
    clear = run("add", *WHO, "--role", "duty", "--service", "South: Step 4", "--make-password")

    assert "more than one service" in unclear.output
    assert clear.exit_code == 0, clear.output
    assert session.scalars(select(Clinician)).one().service.trust.name == "South"


def test_the_list_says_who_can_sign_in_and_who_has_no_second_factor(run, session, make):
    make.clinician(make.service(name="Step 4"), make.user(Role.CLINICIAN, name="Anna"))
    make.user(Role.ADMINISTRATOR, name="Zed", active=False, tf_totp_secret="x",
              tf_primary_method="authenticator")  # fmt: skip
    session.commit()

    lines = run("list").output.splitlines()

    assert lines[0].startswith("Anna · staff")
    assert lines[0].endswith("clinician · Step 4 · second factor not set up yet")
    assert lines[1].endswith("administrator · closed")
