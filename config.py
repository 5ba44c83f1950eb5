"""Every setting of the portal: one typed list of defaults, read from the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

INSTANCE = Path(__file__).parent / "instance"

# The languages that people can choose, each in its own name. Every one of them is complete.
LANGUAGES = {"en": "English", "pl": "Polski", "ar": "العربية"}
TRANSLATIONS = Path(__file__).parent / "translations"


class UnsafeSettings(Exception):
    """These settings must not face the public. Lists every fault, so that all can be mended."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation can set. Names in the environment: HEARD_ and the name in capitals."""

    # Where and how
    production: bool = False
    demo: bool = False
    debug: bool = False
    database_url: str = f"sqlite:///{INSTANCE / 'heard.sqlite3'}"
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    proxies: int = 0
    max_body_bytes: int = 64 * 1024
    cookie_secure: bool = True
    # console, smtps://user:password@host:465 or smtp://user:password@host:587 (switches to TLS)
    mail_sender: str = "console"
    mail_from: str = "Heard <no-reply@heard.invalid>"

    # Secrets
    secret_key: str = ""
    lookup_key: str = ""
    audit_key: str = ""
    field_keys: dict[str, str] = field(default_factory=dict)
    field_key_id: str = ""
    totp_secrets: dict[str, str] = field(default_factory=dict)

    # Times
    staff_idle_minutes: int = 15
    person_idle_minutes: int = 30
    longest_session_hours: int = 12
    invitation_days: int = 7
    draft_days: int = 7
    seconds_per_question: int = 7

    # Who to call, on the help page: must be there when the database is not
    crisis_team_name: str = ""
    crisis_team_phone: str = ""
    crisis_team_hours: str = ""
    leave_url: str = "https://www.bbc.co.uk/weather"


def environment(file: Path = INSTANCE / "settings.env") -> dict[str, str]:
    """This process's environment, over the settings that `make run` wrote for this copy."""
    lines = file.read_text().splitlines() if file.exists() else []
    written = [line for line in lines if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in written) | dict(os.environ)


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this installation.

    Raises UnsafeSettings when they are for production and would not be safe there (SEC-12), and
    ValueError for a value that cannot be read.
    """
    values = {
        f.name: _read(f.name, f.type, environ[f"HEARD_{f.name.upper()}"])
        for f in fields(Settings)
        if f"HEARD_{f.name.upper()}" in environ
    }
    settings = Settings(**values)
    if faults := unsafe(settings):
        raise UnsafeSettings("; ".join(faults))
    return settings if settings.production else _with_throwaway_secrets(settings)


def unsafe(settings: Settings) -> list[str]:
    """Why these settings must not be used in production, in words; empty when they may."""
    if not settings.production:
        return []
    faults = {
        "debug must be off": settings.debug,
        "demo must be off": settings.demo,
        "cookie_secure must be on": not settings.cookie_secure,
        "base_url must start with https://": not settings.base_url.startswith("https://"),
        "mail_sender must not be the test sender": settings.mail_sender in ("", "console"),
        "mail_from must be an address of yours": settings.mail_from.endswith(".invalid>"),
        "the database connection must use TLS": not _database_is_private(settings.database_url),
        "crisis_team_phone must be set": not settings.crisis_team_phone,
    }
    weak = [f"{name} is missing, short or a default" for name in _weak_secrets(settings)]
    return [fault for fault, true in faults.items() if true] + weak


def _with_throwaway_secrets(settings: Settings) -> Settings:
    """What only signs, made up where it is missing, so that commands run before `make run` did.

    Keys of stored data are not made up: nothing must be written that nobody can read again.
    """
    made_up: dict[str, Any] = {
        "secret_key": secrets.token_hex(),
        "totp_secrets": {"1": secrets.token_hex()},
    }
    missing = {name: value for name, value in made_up.items() if not getattr(settings, name)}
    return replace(settings, **missing)


def _weak_secrets(settings: Settings) -> list[str]:
    named = {name: getattr(settings, name) for name in ("secret_key", "lookup_key", "audit_key")}
    named |= {f"field_keys {key}": value for key, value in settings.field_keys.items()}
    named |= {f"totp_secrets {key}": value for key, value in settings.totp_secrets.items()}
    weak = [name for name, value in named.items() if len(value) < 32 or len(set(value)) < 10]
    if settings.field_key_id not in settings.field_keys:
        weak.append("field_key_id")
    return weak if settings.totp_secrets else [*weak, "totp_secrets"]


def _database_is_private(url: str) -> bool:
    """Whether nobody on the way can read the traffic: TLS with a checked certificate, or a file."""
    parts = urlsplit(url)
    if parts.scheme.startswith("sqlite"):
        return True
    return parse_qs(parts.query).get("sslmode", [""])[-1] in ("verify-full", "verify-ca")


def _read(name: str, kind: Any, text: str) -> Any:
    if kind is bool:
        return _boolean(name, text)
    if kind is int:
        return int(text)
    if kind is str:
        return text
    pairs = [part.strip() for part in text.split(",") if part.strip()]
    if kind == tuple[str, ...]:
        return tuple(pairs)
    return dict(part.split("=", 1) for part in pairs)


def _boolean(name: str, text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in known:
        raise ValueError(f"{name} must be yes or no, not {text!r}")
    return known[text.lower()]
