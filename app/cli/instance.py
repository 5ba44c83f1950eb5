"""`python app/cli/instance.py FILE`: the settings of a new copy of Heard, with fresh secrets.

Not a `flask` command: those need an app, and an app needs the secrets.
"""

import os
import secrets
import sys
from pathlib import Path

TEMPLATE = """\
# The settings and secrets of this copy of Heard, made when it was first started. Keep them, and
# keep them to yourself: without the keys, names and contacts in the database cannot be read.
# The environment overrules this file. Every setting is explained in config.py.

# A demonstration with made-up people, for this machine only.
HEARD_DEMO=yes
# This machine is reached without TLS, where browsers refuse to keep a Secure cookie.
HEARD_COOKIE_SECURE=no

# Whom the help page names first. Nobody answers: the number is one of Ofcom's for drama.
HEARD_SAFETY_EMAIL=clinical.safety@heard.invalid
HEARD_CRISIS_TEAM_NAME=Made-up Valley crisis team (demo)
HEARD_CRISIS_TEAM_PHONE=01632 960499
HEARD_CRISIS_TEAM_HOURS=Day and night, every day

HEARD_SECRET_KEY={secret_key}
HEARD_LOOKUP_KEY={lookup_key}
HEARD_AUDIT_KEY={audit_key}
HEARD_FIELD_KEYS=1={field_key}
HEARD_FIELD_KEY_ID=1
HEARD_TOTP_SECRETS=1={totp_secret}
"""
SECRETS = ("secret_key", "lookup_key", "audit_key", "field_key", "totp_secret")
BASE_URL = "HEARD_BASE_URL="
ON_THIS_MACHINE = "http://127.0.0.1:"


def create(file: Path) -> None:
    """Write settings with fresh secrets that only this user can read. Never overwrites any."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = TEMPLATE.format_map({name: secrets.token_urlsafe(48) for name in SECRETS})
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)


def remember_address(file: Path, base_url: str) -> None:
    """Let commands that send links know where this copy is served, if it has a file of settings.

    An address that somebody wrote there by hand stays.
    """
    lines = file.read_text().splitlines() if file.exists() else []
    written = [line for line in lines if line.startswith(BASE_URL)]
    by_hand = [line for line in written if not line.startswith(f"{BASE_URL}{ON_THIS_MACHINE}")]
    if not lines or by_hand or written == [f"{BASE_URL}{base_url}"]:
        return
    kept = [line for line in lines if line not in written]
    new = file.with_suffix(".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write("\n".join([*kept, f"{BASE_URL}{base_url}", ""]))
    new.replace(file)  # in one step: a half-written file would have lost the keys


if __name__ == "__main__":
    create(Path(sys.argv[1]))
