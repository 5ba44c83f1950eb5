"""Staff accounts: who may sign in, with which password, authenticator app and passkeys.

The names of some columns and methods are Flask-Security's; this module does not import it, so
that accounts can be used below the web.
"""

import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app import clock
from app.db import Base
from app.security.audit import Actor
from app.security.crypto import Sealed, SealedColumn, keyring
from app.security.passwords import hash_password, password_is
from app.security.permissions import Permission, Role, permissions_of


class User(Base):
    """Someone who signs in: staff or a co-designer. Always with two factors (SEC-29)."""

    __tablename__ = "user"

    name = Sealed()
    name_sealed: SealedColumn
    email = Sealed()
    email_sealed: SealedColumn
    email_lookup: Mapped[str] = mapped_column(unique=True)
    role_names: Mapped[list[str]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    # Only a hash. None: this person signs in with a passkey, or has not chosen one yet.
    password: Mapped[str | None]
    # What a web session knows the account by. Changing it ends every session of the account.
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    fs_webauthn_user_handle: Mapped[str] = mapped_column(unique=True)
    tf_primary_method: Mapped[str | None]
    # Encrypted by Flask-Security with the portal's own TOTP keys.
    tf_totp_secret: Mapped[str | None]
    # The last code that was used: each one opens the door once.
    tf_last_counter: Mapped[int | None]
    # Keyed hashes: a code is shown once, when it is made.
    mf_recovery_codes: Mapped[list[str]] = mapped_column(default=list)

    webauthn: Mapped[list["Passkey"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", order_by="Passkey.lastuse_datetime"
    )

    def __init__(self, **values: Any) -> None:
        values.setdefault("fs_uniquifier", secrets.token_hex())
        values.setdefault("fs_webauthn_user_handle", uuid4().hex)
        email = values.pop("email")
        super().__init__(**values)
        self.change_email(email)

    @property
    def roles(self) -> list[Role]:
        """What this person is in the service."""
        return [Role(name) for name in self.role_names]

    @roles.setter
    def roles(self, roles: list[Role]) -> None:
        self.role_names = [role.value for role in roles]

    @property
    def actor(self) -> Actor:
        """Who the audit trail says did it."""
        return Actor("user", self.id)

    def may(self, permission: Permission) -> bool:
        """Whether one of this person's roles lets them."""
        return permission in permissions_of(self.roles)

    @property
    def only_writes_forms(self) -> bool:
        """Whether this person is a co-designer and nothing else: no client is any of their work."""
        return self.roles == [Role.CO_DESIGNER]

    def change_email(self, email: str) -> None:
        """Sign in with this address from now on."""
        self.email = email.strip()
        self.email_lookup = email_lookup(email)

    @property
    def has_second_factor(self) -> bool:
        """Whether a password alone is no longer enough to set up a second factor."""
        return bool(self.webauthn) or bool(self.tf_totp_secret and self.tf_primary_method)

    # What Flask-Login and Flask-Security ask of an account.

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether the account may be used at all."""
        return self.active

    def get_id(self) -> str:
        """What the web session remembers."""
        return self.fs_uniquifier

    def calc_username(self) -> str:
        """The name that an authenticator app or a passkey shows."""
        return self.email

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        """Never: rate limits slow guessing down, and nobody can lock a colleague out."""
        return False

    def verify_and_update_password(self, password: str) -> bool:
        """Whether this is the account's password."""
        return password_is(password, self.password)

    def track_failed_authn(self, auth_type: str, tfa: bool = False) -> None:
        """Nothing: our own forms audit every failure, those of unknown addresses included."""

    def check_tf_required(
        self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Always: no account, no device and no recent sign-in is excused (SEC-29)."""
        return True, tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Always: a second factor can be replaced, never switched off."""
        return True


class Passkey(Base):
    """A passkey of an account. Its public half only: there is nothing here to steal."""

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1024))
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str]] = mapped_column(default=list)
    backup_state: Mapped[bool] = mapped_column(default=False)
    device_type: Mapped[str]
    extensions: Mapped[str | None]
    usage: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    lastuse_datetime: Mapped[datetime]

    user: Mapped[User] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, UUID]:
        """How Flask-Security finds the account of a passkey."""
        return {"id": self.user_id}


def email_lookup(email: str) -> str:
    """The keyed hash to find an account by: the same whatever the case of the address."""
    return keyring().lookup("user.email", unicodedata.normalize("NFKC", email).strip().casefold())


def find_user_by_email(session: Session, email: str) -> User | None:
    """The account that signs in with this address."""
    return session.scalar(select(User).where(User.email_lookup == email_lookup(email)))


def new_user(name: str, email: str, roles: list[Role], password: str | None = None) -> User:
    """An account, not yet stored. At the first sign-in it must set up its second factor."""
    user = User(name=name, email=email, roles=roles)
    user.password = hash_password(password) if password else None
    return user


def user_names(session: Session, ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """The names of these colleagues, by id; None among the ids is nobody."""
    found = session.scalars(select(User).where(User.id.in_({one for one in ids if one})))
    return {user.id: user.name for user in found}
