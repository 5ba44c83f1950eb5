"""The second factor: codes from an authenticator app, recovery codes, and passkeys."""

import unicodedata
from typing import Any

from flask import redirect, request
from flask_security import (
    MfRecoveryCodesUtil,
    Totp,
    UserMixin,
    WebauthnUtil,
    url_for_security,
)
from flask_security.tf_plugin import tf_clean_session
from flask_security.twofactor import CodeTfPlugin
from flask_security.utils import get_message
from passlib.totp import TokenError
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app import clock, security
from app.extensions import db_session
from app.security import User, keyring
from app.web.ui import qr_code

LONGEST_NAME = 40


class OnceOnlyCodes(Totp):
    """Codes from an authenticator app, each good for one sign-in."""

    def verify_totp(self, token: str, totp_secret: str, user: User, window: int = 0) -> bool:
        """Whether it is a code of this moment, newer than the last one this account used."""
        # A new app's key starts from nothing: the old app's last code says nothing about it.
        used = user.tf_last_counter if totp_secret == user.tf_totp_secret else None
        try:
            match = self._totp.verify(token, totp_secret, window=window, last_counter=used)
        except TokenError:
            return False
        user.tf_last_counter = match.counter
        return True

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The picture for the authenticator app, as SVG to write in the page."""
        return qr_code(self.get_totp_uri(username, totp))


class HashedRecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes that are shown once; what we keep is only good for checking them."""

    def create_recovery_codes(self, user: User) -> list[str]:
        """New codes to show. The old ones stop working."""
        codes = super().create_recovery_codes(user)
        user.mf_recovery_codes = [_hash(code) for code in codes]
        security.audit(
            db_session(), "recovery_codes.made", subject=user, by=user.actor, at=clock.now()
        )
        return codes

    def get_recovery_codes(self, user: User) -> list[str]:
        """None: nobody can read them again."""
        return []

    def check_recovery_code(self, user: User, code: str) -> bool:
        """Whether this is one of the account's unused codes."""
        return _hash(code) in user.mf_recovery_codes

    def delete_recovery_code(self, user: User, code: str) -> bool:
        """Use this code up."""
        user.mf_recovery_codes = [kept for kept in user.mf_recovery_codes if kept != _hash(code)]
        security.audit(
            db_session(), "recovery_code.used", subject=user, by=user.actor, at=clock.now()
        )
        return True


class CodeStep(CodeTfPlugin):
    """What comes after the password."""

    def tf_login(self, user: User, json_payload: dict[str, Any], next_loc: str | None) -> Any:
        """Ask for the code, or let a new account set its second factor up.

        Who has a passkey signs in with it: otherwise a stolen password would be enough to add an
        authenticator app.
        """
        if user.webauthn and not self.get_setup_methods(user):
            tf_clean_session()
            return redirect(url_for_security("wan_signin"))
        # Without a page to go back to, Flask-Security would go back to the sign-in page.
        onward = None if next_loc == request.url else next_loc
        return super().tf_login(user, json_payload, onward)


class TwoFactorPasskeys(WebauthnUtil):
    """Passkeys that always check their owner, and need no e-mail address to be found."""

    def authenticator_selection(
        self, user: UserMixin, usage: str
    ) -> AuthenticatorSelectionCriteria:
        """Which devices may keep one: any that asks for finger, face or PIN."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(
        self, user: UserMixin | None, usage: list[str]
    ) -> UserVerificationRequirement:
        """Always: that is what makes it two factors."""
        return UserVerificationRequirement.REQUIRED

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """The name to show in the list of passkeys, or why it cannot be used."""
        name = unicodedata.normalize("NFKC", value).strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            return get_message("WEBAUTHN_NAME_REQUIRED")[0], None
        return None, name


def _hash(code: str) -> str:
    return keyring().lookup("recovery_code", "".join(filter(str.isalnum, code)).lower())
