"""Staff sign-in: password and authenticator app, or a passkey; recovery codes; one's own account.

Flask-Security does the work. This package says what is on, looks after the pages, and adds limits
and the audit trail.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user
from flask_login.utils import _user_context_processor
from flask_principal import identity_changed
from flask_security import Security
from werkzeug import Response

from app.web.auth import events, forms
from app.web.auth.datastore import StaffAccounts
from app.web.auth.rules import RULES
from app.web.auth.second_step import HashedRecoveryCodes, OnceOnlyCodes, TwoFactorPasskeys
from app.web.auth.settings import flask_security_settings
from app.web.auth.views import bp
from app.web.ui import ask_to_sign_in, declare
from config import Settings

# We draw QR codes with segno, and check the names of passkeys ourselves.
NOT_NEEDED = ("qrcode", "nh3")


class StaffSecurity(Security):
    """Flask-Security, without the two libraries whose work is done here."""

    def _check_modules(self, module: str, config_name: str) -> Any:
        return module in NOT_NEEDED or super()._check_modules(module, config_name)


def init_auth(app: Flask, settings: Settings) -> None:
    """Let staff sign in. Needs sessions, access rules and CSRF protection to be there already."""
    app.config.from_mapping(flask_security_settings(settings))
    # An address changes on the way to a client's home; it does not end the session.
    app.config["SESSION_PROTECTION"] = None
    security = StaffSecurity(
        login_form=forms.SignInForm,
        verify_form=forms.ConfirmForm,
        two_factor_verify_code_form=forms.CodeForm,
        two_factor_setup_form=forms.AuthenticatorForm,
        two_factor_rescue_form=forms.NoRescueForm,
        mf_recovery_form=forms.RecoveryForm,
        wan_register_form=forms.NewPasskeyForm,
        wan_signin_form=forms.PasskeySignInForm,
        wan_signin_response_form=forms.PasskeyForm,
        totp_cls=OnceOnlyCodes,
        webauthn_util_cls=TwoFactorPasskeys,
        mf_recovery_codes_util_cls=HashedRecoveryCodes,
    )
    security.init_app(app, StaffAccounts())
    security.want_json(lambda _request: False)
    security.unauthn_handler(lambda *_how, **_more: ask_to_sign_in())
    security.reauthn_handler(lambda *_limits: _ask_again())
    _quieten(app, security)
    app.before_request(_refuse_no_address)
    declare(app, RULES)
    app.register_blueprint(bp)
    events.listen(app)


def _ask_again() -> Response:
    """Ask for the password once more, and come back here."""
    return redirect(url_for("security.verify", next=request.path))


def _refuse_no_address() -> None:
    """Refuse a page to go back to that is no address at all: Flask-Security would fail over it."""
    if request.blueprint != "security":
        return
    for address in request.values.getlist("next"):
        try:
            urlsplit(address.replace("\\", "/"))
        except ValueError:
            abort(400)


def _quieten(app: Flask, security: Security) -> None:
    """Take out what the libraries do at every request: pages that are nobody's ask no database.

    Principal's roles, "remember me" cookies and tokens in headers are not used here at all.
    """
    login, principal = security.login_manager, security.principal
    app.before_request_funcs[None].remove(principal._on_before_request)
    identity_changed.disconnect(principal._on_identity_changed, app)
    app.after_request_funcs[None].remove(login._update_remember_cookie)
    app.template_context_processors[None].remove(_user_context_processor)
    app.jinja_env.globals["current_user"] = current_user
    login.request_loader(None)
