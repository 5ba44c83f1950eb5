"""A new copy of Heard gets settings with secrets of its own, that only its owner can read."""

import re

import pytest

import config
from app.cli.instance import create, remember_address


def test_a_new_copy_has_settings_that_only_its_user_can_read(tmp_path):
    file = tmp_path / "instance" / "settings.env"

    create(file)

    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_sec_12_fresh_secrets_are_good_enough_for_production(tmp_path):
    settings = [_created(tmp_path / name) for name in ("one", "other")]

    assert settings[0].secret_key != settings[1].secret_key
    assert settings[0].demo
    weak = config.unsafe(config.load(_production(tmp_path / "one")))
    assert weak == []


def test_settings_that_are_there_are_never_replaced(tmp_path):
    create(tmp_path / "settings.env")

    with pytest.raises(FileExistsError):
        create(tmp_path / "settings.env")


def test_the_environment_overrules_the_file(tmp_path, monkeypatch):
    create(tmp_path / "settings.env")
    monkeypatch.setenv("HEARD_SECRET_KEY", "another")

    assert config.environment(tmp_path / "settings.env")["HEARD_SECRET_KEY"] == "another"


def test_a_new_copy_has_a_made_up_crisis_team_for_its_help_page(tmp_path):
    settings = _created(tmp_path / "settings.env")

    assert "demo" in settings.crisis_team_name
    assert re.fullmatch(r"01632 960\d{3}", settings.crisis_team_phone)  # nobody's: Ofcom says so
    assert settings.crisis_team_hours


def test_messages_know_the_address_that_was_served_last(tmp_path):
    file = tmp_path / "settings.env"
    secrets = _created(file).field_keys

    for port in (9000, 9001):
        remember_address(file, f"http://127.0.0.1:{port}")

    settings = config.load(config.environment(file))
    assert (settings.base_url, settings.field_keys) == ("http://127.0.0.1:9001", secrets)
    assert file.read_text().count("HEARD_BASE_URL") == 1
    assert file.stat().st_mode & 0o077 == 0


def test_an_address_that_somebody_wrote_stays(tmp_path):
    file = tmp_path / "settings.env"
    file.write_text("HEARD_BASE_URL=http://laptop.local:8000\n")

    remember_address(file, "http://127.0.0.1:9000")

    assert file.read_text() == "HEARD_BASE_URL=http://laptop.local:8000\n"


def test_a_copy_without_a_file_of_settings_gets_none(tmp_path):
    remember_address(tmp_path / "settings.env", "http://127.0.0.1:9000")

    assert list(tmp_path.iterdir()) == []


def _created(file):
    create(file)
    return config.load(config.environment(file))


def _production(file):
    return config.environment(file) | {
        "HEARD_PRODUCTION": "yes",
        "HEARD_DEMO": "no",
        "HEARD_COOKIE_SECURE": "yes",
        "HEARD_BASE_URL": "https://heard.nhs.example",
        "HEARD_TRUSTED_HOSTS": "heard.nhs.example",
        "HEARD_MAIL_SENDER": "smtps://mail.example",
        "HEARD_SMS_SENDER": "none",
        "HEARD_MAIL_FROM": "Heard <no-reply@heard.nhs.example>",
        "HEARD_DATABASE_URL": "postgresql://heard@db/heard?sslmode=verify-full",
        "HEARD_HEARTBEAT_TO": "operator@heard.nhs.example",
        "HEARD_SAFETY_EMAIL": "safety@heard.nhs.example",
        "HEARD_CRISIS_TEAM_PHONE": "0808 157 0000",
        "HEARD_WORKSHOP_ROLE": "heard_workshop",
    }
