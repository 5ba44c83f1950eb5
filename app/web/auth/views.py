"""The account pages that are ours: what is set up, where to go next, the codes of the demo."""

from flask import (
    Blueprint,
    abort,
    current_app,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.extensions import db_session
from app.security import Permission, User
from app.web.ui import places_for, public, requires, signed_in_user

bp = Blueprint("account", __name__, url_prefix="/account", template_folder="templates")


@bp.route("/")
@requires(Permission.USE_ACCOUNT)
def home() -> ResponseReturnValue:
    """How I sign in, and how to change that."""
    return render_template("auth/account.html", user=signed_in_user())


@bp.route("/after-sign-in")
@requires(Permission.USE_ACCOUNT)
def after_sign_in() -> ResponseReturnValue:
    """On to the work; a new account is asked to make its recovery codes first."""
    user = signed_in_user()
    if not user.mf_recovery_codes and "later" not in request.args:
        return redirect(url_for("security.mf_recovery_codes"))
    get_flashed_messages()  # "You are signed in": the page that opens says as much
    places = places_for(user)
    return redirect(places[0].address if places else url_for(".home"))


@bp.route("/demo-code")
@public("only the demo has it: a way in for who has no authenticator app; 404 anywhere else")
def demo_code() -> ResponseReturnValue:
    """The code of this moment for each made-up account."""
    if not current_app.config["HEARD"].demo:
        abort(404)
    users = db_session().scalars(select(User).where(User.tf_totp_secret.is_not(None)))
    code = current_app.extensions["security"].totp_factory.generate_totp_password
    codes = [(user.email, code(user.tf_totp_secret)) for user in users]
    return render_template("auth/demo_code.html", codes=sorted(codes))
