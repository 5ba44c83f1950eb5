"""Flask-Security's forms, with our limits, our audit trail, and without "remember me"."""

from typing import Any

from flask_security import (
    LoginForm,
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    WebAuthnRegisterForm,
    WebAuthnSigninForm,
    WebAuthnSigninResponseForm,
)
from flask_security.utils import get_message
from wtforms import Field, HiddenField, RadioField, SelectChoice

from app import actions, clock
from app.extensions import db_session
from app.security import User, email_lookup, password_is
from app.web.ui import browser_session, may_try


class SignInForm(LoginForm):
    """E-mail address and password. Every failure looks and takes the same (SEC-20)."""

    # A cookie that signs in by itself would be one factor.
    remember = None

    def validate(self, **how: Any) -> bool:
        """Whether they are right, and it was not tried too often."""
        if not may_try("sign-in", email_lookup(self.email.data or "")):
            password_is(self.password.data or "", None)
            return self._fail()
        if not super().validate(**how):
            return self._fail()
        # From here on the session knows a password was right: nobody else may know its id.
        browser_session().rotate(keep=())
        return True

    def _fail(self) -> bool:
        _record_failure("password", self.user)
        return False


class CodeForm(TwoFactorVerifyCodeForm):
    """The code from an authenticator app."""

    def validate(self, **how: Any) -> bool:
        """Whether it is the code of this moment, not used yet, and not the result of guessing."""
        self.code.data = "".join(filter(str.isdigit, str(self.code.data or "")))
        tried = may_try("code", str(self.user.id))
        return _checked(self, self.code, tried and super().validate(**how), "code")


class RecoveryForm(MfRecoveryForm):
    """A recovery code, for who has lost the authenticator app."""

    def validate(self, **how: Any) -> bool:
        """Whether it is an unused one of this account."""
        tried = may_try("recovery", str(self.user.id))
        return _checked(self, self.code, tried and super().validate(**how), "recovery code")


class ConfirmForm(VerifyForm):
    """The password again, before something important changes."""

    def validate(self, **how: Any) -> bool:
        """Whether it is the password of who is signed in."""
        tried = may_try("confirm", str(self.user.id))
        right = _checked(self, self.password, tried and super().validate(**how), "confirmation")
        if right:
            browser_session().rotate(user_id=self.user.id)
        return right


class AuthenticatorForm(TwoFactorSetupForm):
    """Setting up an authenticator app, the one kind of second step that there is."""

    setup = RadioField(choices=[SelectChoice("authenticator", "")], validate_choice=False)


class NoRescueForm(TwoFactorRescueForm):
    """Flask-Security makes it beside the code form. Its page is closed."""

    help_setup = RadioField(choices=[])


class NewPasskeyForm(WebAuthnRegisterForm):
    """A name for a new passkey. Each one signs in by itself: it is both factors."""

    usage = RadioField(choices=[SelectChoice("first", "")], default="first")


class PasskeySignInForm(WebAuthnSigninForm):
    """The start of signing in with a passkey."""

    remember = HiddenField(filters=[lambda _given: ""])


class PasskeyForm(WebAuthnSigninResponseForm):
    """What the passkey answered."""

    remember = HiddenField(filters=[lambda _given: ""])

    def validate(self, **how: Any) -> bool:
        """Whether an active account's passkey signed our challenge."""
        tried = may_try("passkey")
        right = tried and super().validate(**how) and not self.credential.errors
        right = _checked(self, self.credential, right, "passkey")
        if right and self.is_verify:
            browser_session().rotate(user_id=self.user.id)
        return right


def _checked(form: Any, field: Field, right: bool, step: str) -> bool:
    if not right:
        if not field.errors:
            field.errors = [get_message("TWO_FACTOR_INVALID_TOKEN")[0]]
        _record_failure(step, form.user)
    return right


def _record_failure(step: str, user: User | None) -> None:
    account = user and db_session().get(User, user.id)
    actions.record_failed_sign_in(db_session(), step, account, at=clock.now())
