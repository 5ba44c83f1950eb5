"""How a test gets in without typing a password: by the web session that a sign-in leaves behind."""

from app.security import User
from tests.pages import ADDRESS, Visit


def sign_in(visit: Visit, user: User) -> None:
    """Put this account's session into the browser, as if both factors had just been given."""
    visit.session.commit()
    with visit.client.session_transaction(base_url=ADDRESS) as web_session:
        web_session["_user_id"] = user.get_id()
        web_session["_fresh"] = True
