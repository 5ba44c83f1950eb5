"""Settings: read from the environment, and refused where they would not be safe."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import config
from app import create_app, instruments
from app.security import KeyMissing, Keyring
from config import Settings

PACKAGED = instruments.Library().folder

GOOD = {
    "HEARD_PRODUCTION": "yes",
    "HEARD_DATABASE_URL": "postgresql://heard@db.example/heard?sslmode=verify-full",
    "HEARD_BASE_URL": "https://heard.example",
    "HEARD_TRUSTED_HOSTS": "heard.example",
    "HEARD_MAIL_SENDER": "smtp://mail.example:587",
    "HEARD_MAIL_FROM": "Heard <no-reply@heard.example>",
    "HEARD_SMS_SENDER": "notify",
    "HEARD_NOTIFY_API_KEY": "heard-11111111-2222-3333-4444-555555555555-"
    "66666666-7777-8888-9999-000000000000",
    "HEARD_NOTIFY_SMS_TEMPLATE": "12121212-3434-5656-7878-909090909090",
    "HEARD_NOTIFY_CALLBACK_TOKEN": "d2F6h0J4l8N1p5R9t3V7x2Z6b0D4f8H1",
    "HEARD_SECRET_KEY": "Zk3vQm8sTy1wXc6bLp0dNf4gRh7jUa2e",
    "HEARD_LOOKUP_KEY": "w1X5y9Z3a7B2c6D0e4F8g1H5i9J3k7L2",
    "HEARD_AUDIT_KEY": "m6N0o4P8q1R5s9T3u7V2w6X0y4Z8a1B5",
    "HEARD_FIELD_KEYS": "2026=c9D3e7F2g6H0i4J8k1L5m9N3o7P2q6R0",
    "HEARD_FIELD_KEY_ID": "2026",
    "HEARD_TOTP_SECRETS": "1=s4T8u1V5w9X3y7Z2a6B0c4D8e1F5g9H3",
    "HEARD_SAFETY_EMAIL": "safety@heard.example",
    "HEARD_HEARTBEAT_TO": "operator@heard.example",
    "HEARD_CRISIS_TEAM_PHONE": "0808 157 0000",
    "HEARD_WORKSHOP_ROLE": "heard_workshop",
}
FAULTS = {
    "debug": {"HEARD_DEBUG": "yes"},
    "demo": {"HEARD_DEMO": "yes"},
    "test sender": {"HEARD_MAIL_SENDER": "console"},
    "no sender": {"HEARD_MAIL_SENDER": ""},
    "no address of ours": {"HEARD_MAIL_FROM": Settings().mail_from},
    "nobody to tell that alerts go out (SAF-11)": {"HEARD_HEARTBEAT_TO": ""},
    "nobody to report a danger to (SAF-22)": {"HEARD_SAFETY_EMAIL": ""},
    "a danger is reported to nobody": {"HEARD_SAFETY_EMAIL": "a@heard.invalid"},
    "a danger is reported to no address": {"HEARD_SAFETY_EMAIL": "the safety officer"},
    "forms that one person can release (SAF-13)": {"HEARD_FORM_CO_DESIGNER_APPROVALS": "0"},
    "forms that no clinician has to see (SAF-13)": {"HEARD_FORM_CLINICIAN_APPROVALS": "0"},
    "test sender of text messages": {"HEARD_SMS_SENDER": "console"},
    "no TLS to Notify": {"HEARD_NOTIFY_URL": "http://notify.example"},
    "no key for Notify": {"HEARD_NOTIFY_API_KEY": ""},
    "no template for text messages": {"HEARD_NOTIFY_SMS_TEMPLATE": ""},
    "no template for mail": {"HEARD_MAIL_SENDER": "notify"},
    "anybody may say what arrived": {"HEARD_NOTIFY_CALLBACK_TOKEN": "short"},
    "open cookie": {"HEARD_COOKIE_SECURE": "no"},
    "no TLS to people": {"HEARD_BASE_URL": "http://heard.example"},
    "co-designers with every right": {"HEARD_WORKSHOP_ROLE": ""},
    "no TLS to the database": {"HEARD_DATABASE_URL": "postgresql://heard@db.example/heard"},
    "TLS only if offered": {
        "HEARD_DATABASE_URL": "postgresql://heard@db.example/heard?sslmode=prefer"
    },
    "TLS with anybody": {
        "HEARD_DATABASE_URL": "postgresql://heard@db.example/heard?sslmode=require"
    },
    "short secret": {"HEARD_SECRET_KEY": "k3vQm8sTy1"},
    "default-like secret": {"HEARD_AUDIT_KEY": "change-me" + "e" * 40},
    "missing secret": {"HEARD_LOOKUP_KEY": ""},
    "weak field key": {"HEARD_FIELD_KEYS": "2026=short"},
    "current field key missing": {"HEARD_FIELD_KEY_ID": "2027"},
    "no TOTP key": {"HEARD_TOTP_SECRETS": ""},
    "nobody to call": {"HEARD_CRISIS_TEAM_PHONE": ""},
    "no hosts": {"HEARD_TRUSTED_HOSTS": ""},
    "any host": {"HEARD_TRUSTED_HOSTS": "*"},
    "any host of a name": {"HEARD_TRUSTED_HOSTS": "heard.example,*.example"},
    "a sender nobody knows": {"HEARD_MAIL_SENDER": "carrier pigeon"},
    "a sender without a host": {"HEARD_MAIL_SENDER": "smtps://"},
    "a sender whose port is no number": {"HEARD_MAIL_SENDER": "smtps://mail.example:mail"},
    "mail without TLS": {"HEARD_MAIL_SENDER": "smtp://mail.example:25?plain=yes"},
    "no host of ours": {"HEARD_BASE_URL": "https://"},
    "half a host of ours": {"HEARD_BASE_URL": "https://[heard"},
    "one secret for two": {"HEARD_AUDIT_KEY": GOOD["HEARD_SECRET_KEY"]},
    "one secret for two field keys": {
        "HEARD_FIELD_KEYS": f"{GOOD['HEARD_FIELD_KEYS']},2027={GOOD['HEARD_FIELD_KEYS'][5:]}"
    },
    "a field key that signs too": {"HEARD_LOOKUP_KEY": GOOD["HEARD_FIELD_KEYS"][5:]},
}


def test_good_production_settings_are_accepted():
    settings = config.load(GOOD)

    assert settings.production
    assert settings.field_keys == {"2026": GOOD["HEARD_FIELD_KEYS"].partition("=")[2]}
    assert settings.trusted_hosts == ("heard.example",)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_SEC_12_production_refuses_to_start_with(fault):
    with pytest.raises(config.UnsafeSettings) as refusal:
        config.load(GOOD | fault)

    assert len(str(refusal.value).splitlines()) == 1  # for this fault, and no other


def test_SEC_12_every_fault_is_named_at_once():
    with pytest.raises(config.UnsafeSettings) as refusal:
        config.load(GOOD | FAULTS["debug"] | FAULTS["short secret"])

    assert str(refusal.value).splitlines() == [
        "debug must be off", "secret_key is missing, short or a default",
    ]  # fmt: skip


UNSAFE = FAULTS["debug"] | FAULTS["short secret"]
NO_MEANING = {"HEARD_PROXIES": "x", "HEARD_DEMO": "perhaps"}


@pytest.mark.parametrize(
    ("start", "fault", "said"),
    [
        (["-c", "import wsgi"], UNSAFE, ["debug must be off", "secret_key is missing, short"]),
        (["-m", "flask", "audit", "verify"], UNSAFE, ["debug must be off", "secret_key is"]),
        (["-m", "flask", "serve"], NO_MEANING, ["HEARD_DEMO must be yes", "HEARD_PROXIES must be"]),
    ],
)
def test_SEC_12_nothing_starts_and_every_fault_has_a_line_of_its_own(start, fault, said):
    started = subprocess.run(
        [sys.executable, *start],
        cwd=Path(__file__).parents[1],
        # Over what `make run` may have written for this copy.
        env={"HEARD_DEMO": "no", "HEARD_COOKIE_SECURE": "yes", "PATH": "/usr/bin:/bin"}
        | GOOD
        | fault,
        capture_output=True,
        text=True,
        check=False,
    )

    lines = started.stderr.splitlines()[1:]
    assert started.returncode == 1
    assert [line.startswith(words) for line, words in zip(lines, said, strict=True)] == [True] * 2


def test_without_settings_commands_run_and_nothing_is_sealed_with_a_key_that_will_be_lost():
    settings = config.load({})

    assert len(settings.secret_key) >= 32
    assert settings.field_keys == {}
    with pytest.raises(KeyMissing):
        Keyring({}, "", lookup_key="", audit_key="").seal("text", "place")


def test_a_newcomers_settings_need_not_be_safe():
    assert config.unsafe(replace(Settings(), demo=True)) == []


@pytest.mark.parametrize(
    ("name", "value", "must"),
    [
        ("HEARD_DEMO", "perhaps", "must be yes or no, not 'perhaps'"),
        ("HEARD_INVITATION_DAYS", "soon", "must be a number, not 'soon'"),
        ("HEARD_PROXIES", "-1", "must be a number, not '-1'"),
        ("HEARD_PROXIES", "", "must be a number, not ''"),
        ("HEARD_DATABASE_URL", "heard.sqlite3", "must be sqlite:///file or postgresql://"),
        ("HEARD_DATABASE_URL", "postgresql://db:port/heard", "must be sqlite:///file or"),
    ],
)
def test_a_setting_that_cannot_be_read_is_refused(name, value, must):
    with pytest.raises(config.UnreadableSettings, match=re.escape(f"{name} {must}")):
        config.load({name: value})


def test_SEC_12_a_secret_that_cannot_be_read_is_not_repeated():
    with pytest.raises(config.UnreadableSettings) as refusal:
        config.load({"HEARD_FIELD_KEYS": GOOD["HEARD_SECRET_KEY"]})

    assert str(refusal.value) == "HEARD_FIELD_KEYS must be written as id=key,id=key"


def test_a_line_of_the_file_that_is_no_setting_is_named_and_not_repeated(tmp_path):
    file = tmp_path / "settings.env"
    file.write_text("# secrets\n\nHEARD_SECRET_KEY hush\n")

    with pytest.raises(config.UnreadableSettings) as refusal:
        config.environment(file)

    assert str(refusal.value) == f"{file}, line 3: write NAME=value"


def test_SEC_12_production_does_not_start_on_the_demo_service(make, settings):
    make.service(is_demo=True)
    make.session.commit()

    with pytest.raises(config.UnsafeSettings, match="demo service"):
        create_app(replace(settings, production=True))


def test_SAF_05_nothing_starts_with_a_measure_that_does_not_say_whom_to_alert(
    settings, tmp_path, monkeypatch
):
    folder = shutil.copytree(PACKAGED / "gad7", tmp_path / "gad7")
    measure = folder / "measure.toml"
    measure.write_text(measure.read_text().replace('risk = "none"', "# nothing decided"))
    monkeypatch.setattr(instruments, "keys", lambda: ("gad7",))
    monkeypatch.setattr(instruments, "get_instrument", instruments.Library(tmp_path).get)

    with pytest.raises(instruments.InvalidDefinition, match="'risk' must"):
        create_app(settings)
