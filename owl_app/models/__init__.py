"""Every table, so that importing the package registers them all with SQLModel's metadata."""

from owl_app.models.account import Account, Area, KnownDevice, LinkPurpose, Role, SignIn, SingleUseLink, Throttle
from owl_app.models.audit import AuditEntry
from owl_app.models.client import Client, ClientAccess, ClientStatus, ClientWord, Relationship
from owl_app.models.letter import Lease, Letter, LetterState
from owl_app.models.practice import Logo, Practice
from owl_app.models.prospect import Association, Merge, NotSamePerson, Prospect, SignUp, Terms

__all__ = [
    "Account",
    "Area",
    "Association",
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
    "Merge",
    "NotSamePerson",
    "Practice",
    "Prospect",
    "Relationship",
    "Role",
    "SignIn",
    "SignUp",
    "SingleUseLink",
    "Terms",
    "Throttle",
]
