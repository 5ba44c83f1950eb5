"""Who may open the pages that Flask-Security brings. Reviewed by hand, one by one (SEC-33)."""

from app.security import Permission
from app.web.ui import Closed, Public, Requires, Rule

_MINE = Requires(Permission.USE_ACCOUNT)
_HALF_WAY = Public("opens only from the state that a right password leaves in the session")

RULES: dict[str, Rule] = {
    "security.login": Public("the way in"),
    "security.logout": _MINE,
    "security.wan_signin": Public("the way in with a passkey"),
    "security.wan_signin_response": Public("checks what the passkey answered"),
    "security.two_factor_token_validation": _HALF_WAY,
    "security.two_factor_setup": Public(
        "half-way in, only for an account that has no second factor; signed in, for one's own"
    ),
    "security.two_factor_setup_validate": _MINE,
    "security.mf_recovery": _HALF_WAY,
    "security.mf_recovery_codes": _MINE,
    "security.change_password": _MINE,
    "security.verify": _MINE,
    "security.wan_register": _MINE,
    "security.wan_register_response": _MINE,
    "security.wan_delete": _MINE,
    "security.wan_verify": _MINE,
    "security.wan_verify_response": _MINE,
    "security.two_factor_rescue": Closed("sends codes by e-mail, which is no second factor"),
    "security.tf_select": Closed("there is one kind of second step; passkeys are both in one"),
}
