"""Where Flask-Security finds accounts: in this request's database session."""

from typing import Any

from flask_security import SQLAlchemyUserDatastore
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import security
from app.extensions import db_session
from app.security import Passkey, User


class _ThisRequest:
    """What Flask-Security takes for a database."""

    @property
    def session(self) -> Session:
        """This request's session."""
        return db_session()


class StaffAccounts(SQLAlchemyUserDatastore):
    """Staff accounts, found by what the database holds instead of their e-mail address."""

    def __init__(self) -> None:
        super().__init__(_ThisRequest(), User, None, Passkey)

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> User | None:
        """The account with this value in this column, or with this e-mail address."""
        ((name, value),) = wanted.items()
        if name == "email":
            return security.find_user_by_email(db_session(), value)
        return db_session().scalar(select(User).where(getattr(User, name) == value))

    def mf_delete_recovery_code(self, user: User, idx: int) -> bool:
        """Cross out one code. A new list, as changes inside one are not noticed."""
        codes = user.mf_recovery_codes
        user.mf_recovery_codes = [code for place, code in enumerate(codes) if place != idx]
        return len(user.mf_recovery_codes) < len(codes)
