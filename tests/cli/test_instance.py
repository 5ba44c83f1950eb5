"""A new copy of Heard gets settings with secrets of its own, that only its owner can read."""

import re

import pytest

import config
from app.cli.instance import create


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
        "HEARD_MAIL_FROM": "Heard <no-reply@heard.nhs.example>",
        "HEARD_DATABASE_URL": "postgresql://heard@db/heard?sslmode=verify-full",
        "HEARD_CRISIS_TEAM_PHONE": "0808 157 0000",
    }
