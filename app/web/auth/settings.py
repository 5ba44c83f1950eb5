"""How Flask-Security is set: what is on, what is off, and the words it says."""

from datetime import timedelta
from typing import Any

from app import clock
from app.security import LANES, MEMORY_KIB, ROUNDS, SHORTEST_PASSWORD
from config import TRANSLATIONS, Settings

FRESH = timedelta(minutes=10)


def _(text: str) -> str:
    """Mark a text for translation; Flask-Security looks it up in our catalogue when it shows it."""
    return text


SWITCHED_OFF = {
    "TRACKABLE": False,
    "REGISTERABLE": False,
    "RECOVERABLE": False,  # a lost password is proved again as at joining (SEC-31)
    "CONFIRMABLE": False,
    "SEND_PASSWORD_CHANGE_EMAIL": False,
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
    "JOIN_USER_ROLES": False,
    "API_ENABLED_METHODS": ["session"],
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "STATIC_FOLDER": None,
    "CACHE_CONTROL": None,  # ours is on every response (SEC-02)
}

PASSWORDS = {
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": ["argon2"],
    "PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__type": "ID",
        "argon2__rounds": ROUNDS,
        "argon2__memory_cost": MEMORY_KIB,
        "argon2__parallelism": LANES,
    },
    "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    "RETURN_GENERIC_RESPONSES": True,
    "CHANGEABLE": True,
}

TWO_FACTORS = {
    "TWO_FACTOR": True,
    "TWO_FACTOR_REQUIRED": True,
    "TWO_FACTOR_ALWAYS_VALIDATE": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "TWO_FACTOR_IMPLEMENTATIONS": {"code": "app.web.auth.second_step.CodeStep"},
    "TOTP_ISSUER": "Heard",
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "WEBAUTHN": True,
    "WAN_RP_NAME": "Heard",
    # A passkey that has checked its owner (finger, face, PIN) is two factors in one.
    "WAN_ALLOW_AS_FIRST_FACTOR": True,
    "WAN_ALLOW_AS_MULTI_FACTOR": True,
    "WAN_ALLOW_AS_VERIFY": ["first"],
    # Asking for passkeys by e-mail address would tell a stranger which addresses we know.
    "WAN_ALLOW_USER_HINTS": False,
    "WAN_SIGNIN_WITHIN": timedelta(minutes=5),
    "FRESHNESS": FRESH,
    "FRESHNESS_GRACE_PERIOD": FRESH,
}

PLACES = {
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "LOGOUT_METHODS": ["POST"],
    "LOGOUT_CSRF": True,
    "VERIFY_URL": "/account/confirm",
    "CHANGE_URL": "/account/password",
    "TWO_FACTOR_SETUP_URL": "/account/authenticator",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/account/second-step",
    "TWO_FACTOR_SELECT_URL": "/account/choose-step",
    "TWO_FACTOR_RESCUE_URL": "/account/rescue",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/account/recovery",
    "WAN_REGISTER_URL": "/account/passkeys",
    "WAN_SIGNIN_URL": "/account/passkey-sign-in",
    "WAN_DELETE_URL": "/account/passkeys/remove",
    "WAN_VERIFY_URL": "/account/passkey-confirm",
    "POST_LOGIN_VIEW": "account.after_sign_in",
    "POST_LOGOUT_VIEW": "/sign-in",
    "POST_CHANGE_VIEW": "account.home",
    "POST_VERIFY_VIEW": "account.home",
    "TWO_FACTOR_POST_SETUP_VIEW": "account.home",
}

PAGES = {
    "LOGIN_USER_TEMPLATE": "auth/sign_in.html",
    "VERIFY_TEMPLATE": "auth/confirm.html",
    "CHANGE_PASSWORD_TEMPLATE": "auth/password.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "auth/authenticator.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "auth/second_step.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "auth/recovery_codes.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "auth/recovery.html",
    "WAN_REGISTER_TEMPLATE": "auth/passkeys.html",
    "WAN_SIGNIN_TEMPLATE": "auth/passkey_sign_in.html",
    "WAN_VERIFY_TEMPLATE": "auth/passkey_confirm.html",
}

WORDS = {
    "GENERIC_AUTHN_FAILED": _(
        "Check your email address and password. After several tries, wait 15 minutes."
    ),
    "INVALID_PASSWORD": _("That is not your password."),
    "PASSWORD_NOT_PROVIDED": _("Enter a password."),
    "PASSWORD_INVALID_LENGTH": _("Use at least %(length)s characters."),
    "PASSWORD_IS_THE_SAME": _("Choose a password that is different from the old one."),
    "RETYPE_PASSWORD_MISMATCH": _("The two new passwords are not the same."),
    "PASSWORD_CHANGE": _("Your password is changed. You are signed out on other devices."),
    "TWO_FACTOR_INVALID_TOKEN": _("That code did not work. Wait for the next one and try again."),
    "TWO_FACTOR_PERMISSION_DENIED": _("Please start again with your email address."),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": _("Your authenticator app is changed."),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": _("You are signed in."),
    "TWO_FACTOR_SETUP_EXPIRED": _("That took too long. Please start again."),
    "INVALID_RECOVERY_CODE": _("That code did not work. Each one works once."),
    "REAUTHENTICATION_SUCCESSFUL": _("Thank you. You can make the change now."),
    "WEBAUTHN_NAME_REQUIRED": _("Give the passkey a name."),
    "WEBAUTHN_NAME_INUSE": _("You already have a passkey with that name."),
    "WEBAUTHN_NAME_NOT_FOUND": _("There is no passkey with that name."),
    "WEBAUTHN_REGISTER_SUCCESSFUL": _("Your passkey is ready."),
    "WEBAUTHN_CREDENTIAL_DELETED": _("The passkey is removed."),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": _("This passkey is already set up."),
    "WEBAUTHN_EXPIRED": _("That took too long. Please start again."),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": _("That passkey did not work here."),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": _("That passkey did not work here."),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": _("That passkey did not work here."),
    "WEBAUTHN_MISMATCH_USER_HANDLE": _("That passkey did not work here."),
    "WEBAUTHN_NO_VERIFY": _("That passkey did not work here."),
    # Only a passkey meets it: with a password every failure says the same (SEC-20).
    "DISABLED_ACCOUNT": _("That passkey did not work here."),
    "API_ERROR": _("That did not work. Please try again."),
}
SUCCESSES = ("PASSWORD_CHANGE", "SUCCESSFUL", "DELETED")


def flask_security_settings(settings: Settings) -> dict[str, Any]:
    """Everything Flask-Security has to know, by its own names."""
    chosen: dict[str, Any] = SWITCHED_OFF | PASSWORDS | TWO_FACTORS | PLACES | PAGES
    chosen |= {
        "TOTP_SECRETS": settings.totp_secrets,
        "DATETIME_FACTORY": clock.now,
        "I18N_DOMAIN": "messages",
        "I18N_DIRNAME": str(TRANSLATIONS),
    }
    chosen |= {f"MSG_{name}": (text, _kind(name)) for name, text in WORDS.items()}
    return {f"SECURITY_{name}": value for name, value in chosen.items()}


def _kind(name: str) -> str:
    return "success" if name.endswith(SUCCESSES) else "error"
