"""Every setting of the portal: one typed list of defaults, read from the environment."""

import os
import re
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

# Fewer anonymous answers than this are never let go together.
FEWEST_IN_GROUP = 5

# A leading dot stands for every host below that name. No stars: they would stand for anybody's.
_HOST = re.compile(r"\.?[A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?|\[[0-9a-fA-F:.]+\](:\d+)?")
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class UnsafeSettings(Exception):
    """These settings must not face the public. Says every fault, each on a line of its own."""


class UnreadableSettings(ValueError):
    """Settings with no meaning. Says every fault, each on a line of its own, and no secret."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation can set. Names in the environment: HEARD_ and the name in capitals."""

    # Where and how
    production: bool = False
    # The database role of who only writes forms: `flask db workshop-role` makes it (SEC-37).
    workshop_role: str = ""
    demo: bool = False
    debug: bool = False
    database_url: str = f"sqlite:///{INSTANCE / 'heard.sqlite3'}"
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    proxies: int = 0
    max_body_bytes: int = 64 * 1024
    cookie_secure: bool = True

    # How messages go out. A demo ignores all of it and keeps them in a file that it shows.
    # console, notify, smtps://user:password@host:465 or smtp://user:password@host:587 (to TLS)
    mail_sender: str = "console"
    mail_from: str = "Heard <no-reply@heard.invalid>"
    # console, notify, or none: who wants text messages then becomes a to-do for staff
    sms_sender: str = "console"
    # GOV.UK Notify, and a template for each kind that says only ((body)), and ((subject)) for mail
    notify_url: str = "https://api.notifications.service.gov.uk"
    notify_api_key: str = ""
    notify_sms_template: str = ""
    notify_email_template: str = ""
    # What Notify says when it tells us whether a message arrived, to prove who it is
    notify_callback_token: str = ""
    # Takes a message every hour, which shows that alerts can reach staff. A monitor asks /health.
    heartbeat_to: str = ""
    demo_inbox: str = str(INSTANCE / "inbox.jsonl")

    # How many people have to agree before one of the service's own forms is released: co-designers,
    # and clinicians or leads. Somebody who wrote it alone never counts.
    form_co_designer_approvals: int = 2
    form_clinician_approvals: int = 1

    # Who is told when somebody reports a danger: the clinical safety officer
    safety_email: str = ""

    # Secrets
    secret_key: str = ""
    lookup_key: str = ""
    audit_key: str = ""
    field_keys: dict[str, str] = field(default_factory=dict)
    field_key_id: str = ""
    totp_secrets: dict[str, str] = field(default_factory=dict)

    # Times
    # How often a service reviews what people say in its experience form
    review_months: int = 3
    staff_idle_minutes: int = 15
    person_idle_minutes: int = 30
    space_idle_minutes: int = 10
    longest_space_minutes: int = 120
    longest_session_hours: int = 12
    invitation_days: int = 7
    # How long a link that was posted works: a letter takes days to arrive
    letter_days: int = 14
    draft_days: int = 7
    # Who stopped coming is asked why: so many days after the end, not after so many more, and with
    # a link that works for so long, as no reminder is sent
    leaving_after_days: int = 14
    leaving_within_days: int = 60
    leaving_days: int = 28
    seconds_per_question: int = 7

    # So many anonymous answers have to be there before any can be read. Never fewer than five.
    feedback_group: int = 5

    # Who to call, on the help page: must be there when the database is not
    crisis_team_name: str = ""
    crisis_team_phone: str = ""
    crisis_team_hours: str = ""
    leave_url: str = "https://www.bbc.co.uk/weather"


def environment(file: Path = INSTANCE / "settings.env") -> dict[str, str]:
    """This process's environment, over the settings that `make run` wrote for this copy.

    Raises UnreadableSettings.
    """
    lines = file.read_text().splitlines() if file.exists() else []
    written = [(number, line) for number, line in enumerate(lines, 1) if _is_setting(line)]
    if faults := [f"{file}, line {number}: write NAME=value"
                  for number, line in written if "=" not in line]:  # fmt: skip
        raise UnreadableSettings("\n".join(faults))
    return dict(line.split("=", 1) for _, line in written) | dict(os.environ)


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this installation.

    Raises UnsafeSettings when they are for production and would not be safe there (SEC-12), and
    UnreadableSettings for values that have no meaning.
    """
    values, faults = {}, []
    for setting in fields(Settings):
        name = f"HEARD_{setting.name.upper()}"
        try:
            if name in environ:
                values[setting.name] = _read(setting.type, environ[name])
        except ValueError as error:
            faults.append(f"{name} must be {error}")
    if not _is_database(values.get("database_url", Settings.database_url)):
        faults.append("HEARD_DATABASE_URL must be sqlite:///file or postgresql://user@host/name")
    if values.get("feedback_group", FEWEST_IN_GROUP) < FEWEST_IN_GROUP:
        faults.append(f"HEARD_FEEDBACK_GROUP must be {FEWEST_IN_GROUP} or more")
    if faults:
        raise UnreadableSettings("\n".join(faults))
    settings = Settings(**values)
    if faults := unsafe(settings):
        raise UnsafeSettings("\n".join(faults))
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
        "base_url must name a host": not _host(settings.base_url),
        "trusted_hosts must be the names of this portal's hosts": not _are_hosts(
            settings.trusted_hosts
        ),
        "mail_sender must not be the test sender": settings.mail_sender in ("", "console"),
        "mail_sender must be notify, smtps://host:port or smtp://host:port, with TLS": (
            settings.mail_sender not in ("", "console", "notify")
            and not _is_mail_server(settings.mail_sender)
        ),
        "mail_from must be an address of yours": settings.mail_from.endswith(".invalid>"),
        "sms_sender must be notify or none": settings.sms_sender not in ("notify", "none"),
        "notify_url must start with https://": not settings.notify_url.startswith("https://"),
        "the database connection must use TLS": not _database_is_private(settings.database_url),
        "heartbeat_to must be an address of the people who run the portal": not _is_reachable(
            settings.heartbeat_to
        ),
        "safety_email must be the address of the clinical safety officer": not _is_reachable(
            settings.safety_email
        ),
        "workshop_role must be the role that `flask db workshop-role` makes": _lacks_role(settings),
        "crisis_team_phone must be set": not settings.crisis_team_phone,
        "forms must be approved by two people, one of them a clinician or lead": (
            settings.form_clinician_approvals < 1
            or settings.form_clinician_approvals + settings.form_co_designer_approvals < 2
        ),
    }
    found = [fault for fault, true in faults.items() if true] + _missing_for_notify(settings)
    weak = [f"{name} is missing, short or a default" for name in _weak_secrets(settings)]
    return found + weak + _shared_secrets(settings)


def _missing_for_notify(settings: Settings) -> list[str]:
    """What a sender named `notify` cannot do without."""
    used = {"email": settings.mail_sender == "notify", "sms": settings.sms_sender == "notify"}
    needed = [f"notify_{kind}_template" for kind, is_used in used.items() if is_used]
    needed += ["notify_api_key"] if needed else []
    return [f"{name} must be set" for name in needed if not getattr(settings, name)]


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
    named = _named_secrets(settings)
    weak = [name for name, value in named.items() if len(value) < 32 or len(set(value)) < 10]
    if settings.field_key_id not in settings.field_keys:
        weak.append("field_key_id")
    return weak if settings.totp_secrets else [*weak, "totp_secrets"]


def _shared_secrets(settings: Settings) -> list[str]:
    """Secrets that have the value of another: who learns one, knows both."""
    first: dict[str, str] = {}
    return [
        f"{name} must not be the same as {first[value]}"
        for name, value in _named_secrets(settings).items()
        if value and first.setdefault(value, name) != name
    ]


def _named_secrets(settings: Settings) -> dict[str, str]:
    named = {name: getattr(settings, name) for name in ("secret_key", "lookup_key", "audit_key")}
    named |= {f"field_keys {key}": value for key, value in settings.field_keys.items()}
    named |= {f"totp_secrets {key}": value for key, value in settings.totp_secrets.items()}
    if "notify" in (settings.mail_sender, settings.sms_sender):
        named["notify_callback_token"] = settings.notify_callback_token
    return named


def _is_database(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in _DATABASES and parts.port != 0
    except ValueError:  # the port is no number
        return False


def _lacks_role(settings: Settings) -> bool:
    """Whether the database could keep clients from who writes forms, and is not told to."""
    return not settings.workshop_role and settings.database_url.startswith("postgresql")


def _database_is_private(url: str) -> bool:
    """Whether nobody on the way can read the traffic: TLS with a checked certificate, or a file."""
    parts = urlsplit(url)
    if parts.scheme.startswith("sqlite"):
        return True
    return parse_qs(parts.query).get("sslmode", [""])[-1] in ("verify-full", "verify-ca")


def _is_reachable(address: str) -> bool:
    """Whether mail can go there, as far as can be seen. The demo's address is nobody's."""
    return bool(_EMAIL.fullmatch(address)) and not address.endswith(".invalid")


def _are_hosts(names: tuple[str, ...]) -> bool:
    return bool(names) and all(_HOST.fullmatch(name) for name in names)


def _is_mail_server(address: str) -> bool:
    """Whether mail can be sent by way of it: what a sender will make of the address, in short."""
    try:
        parts = urlsplit(address)
        is_readable = parts.scheme in ("smtp", "smtps") and bool(parts.hostname)
        is_plain = parse_qs(parts.query).get("plain") == ["yes"]
        return is_readable and parts.port != 0 and (not is_plain or parts.hostname in _THIS_MACHINE)
    except ValueError:  # the port is no number, or a bracket is not closed
        return False


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_setting(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _read(kind: Any, text: str) -> Any:
    """What the text means. Raises ValueError that says what it must be."""
    if kind is bool:
        return _boolean(text)
    if kind is int:
        return _number(text)
    if kind is str:
        return text
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(parts) if kind == tuple[str, ...] else _pairs(parts)


def _boolean(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if text.lower() not in known:
        raise ValueError(f"yes or no, not {text!r}")
    return known[text.lower()]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"a number, not {text!r}")
    return int(text)


def _pairs(parts: list[str]) -> dict[str, str]:
    if not all("=" in part for part in parts):
        raise ValueError("written as id=key,id=key")  # what stands there is a secret
    return dict(part.split("=", 1) for part in parts)
