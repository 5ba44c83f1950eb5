"""`flask measures withdraw` and `give-back`."""

import pytest

from app import care


@pytest.fixture
def run(app, make):
    """Runs a command about the service, and gives back its result."""
    name = make.the_service().name
    return lambda *words: app.test_cli_runner().invoke(args=["measures", *words, "--service", name])


def test_saf_23_a_measure_is_withdrawn_and_given_back(run, make, session):
    service = make.the_service()
    service_id, name = service.id, service.name

    def withdrawn():
        session.rollback()  # and let the next command write
        found = care.withdrawn_measures(session, service_id)
        session.rollback()
        return found

    session.rollback()
    said = run("withdraw", "gad7", "--reason", "Wrong words").output
    assert (said, withdrawn()) == (f"{name} does not ask GAD-7 from now on.\n", {"gad7"})

    said = run("give-back", "gad7", "--reason", "Mended").output
    assert (said, withdrawn()) == (f"{name} asks GAD-7 again from now on.\n", set())


def test_saf_23_a_version_and_a_language_are_named(run):
    assert (
        "PHQ-9 version 1 from" in run("withdraw", "phq9", "--version", "1", "--reason", "r").output
    )
    assert "PHQ-9 in pl from" in run("withdraw", "phq9", "--language", "pl", "--reason", "r").output
    assert (
        "PHQ-9 in pl again" in run("give-back", "phq9", "--language", "pl", "--reason", "r").output
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("withdraw", "phq", "--reason", "r"), "There is no measure phq."),
        (("withdraw", "phq9", "--reason", " "), "Say why."),
        (("give-back", "phq9", "--reason", "r"), "has not withdrawn exactly that"),
        (("withdraw", "phq9", "--version", "1", "--language", "pl", "--reason", "r"), "not both"),
    ],
)
def test_what_cannot_be_is_explained(run, words, said):
    done = run(*words)

    assert done.exit_code == 1
    assert said in done.output
