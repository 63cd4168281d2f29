"""Every table, so that importing the package registers them all with SQLModel's metadata."""

from owl_app.models.account import Account, Area, KnownDevice, LinkPurpose, Role, SignIn, SingleUseLink, Throttle
from owl_app.models.audit import AuditEntry
from owl_app.models.client import Client, ClientAccess, ClientStatus, ClientWord, Relationship
from owl_app.models.letter import Lease, Letter, LetterState
from owl_app.models.practice import Logo, Practice

__all__ = [
    "Account",
    "Area",
    "AuditEntry",
    "Client",
    "ClientAccess",
    "ClientStatus",
    "ClientWord",
    "KnownDevice",
    "Lease",
    "Letter",
    "LetterState",
    "LinkPurpose",
    "Logo",
    "Practice",
    "Relationship",
    "Role",
    "SignIn",
    "SingleUseLink",
    "Throttle",
]
