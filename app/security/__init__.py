"""Accounts, permissions, the audit trail and encryption: what every other package may rely on."""

from app.security.accounts import Passkey, User
from app.security.audit import (
    SYSTEM,
    Actor,
    AuditChain,
    AuditEvent,
    AuditIsFinal,
    Fault,
    audit,
    verify,
)
from app.security.crypto import (
    Keyring,
    SealBroken,
    Sealed,
    SealedColumn,
    keyring,
    use_keyring,
)
from app.security.permissions import Permission, Role, permissions_of

__all__ = [
    "SYSTEM",
    "Actor",
    "AuditChain",
    "AuditEvent",
    "AuditIsFinal",
    "Fault",
    "Keyring",
    "Passkey",
    "Permission",
    "Role",
    "SealBroken",
    "Sealed",
    "SealedColumn",
    "User",
    "audit",
    "keyring",
    "permissions_of",
    "use_keyring",
    "verify",
]
