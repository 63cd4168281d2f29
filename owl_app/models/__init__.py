"""Every table, so that importing the package registers them all with SQLModel's metadata."""

from owl_app.models.account import Account, Area, KnownDevice, LinkPurpose, Role, SignIn, SingleUseLink, Throttle
from owl_app.models.appointment import Appointment, AppointmentClient, Attendance, Meeting
from owl_app.models.audit import AuditEntry
from owl_app.models.calendar_feed import CalendarFeed
from owl_app.models.charge import Charge
from owl_app.models.client import Client, ClientAccess, ClientStatus, ClientWord, Relationship
from owl_app.models.connection_test import ConnectionTest, Verdict
from owl_app.models.letter import Lease, Letter, LetterState
from owl_app.models.payment import Allocation, Method, Payment, Refund
from owl_app.models.practice import Logo, Practice
from owl_app.models.prospect import Association, Merge, NotSamePerson, Prospect, SignUp, Terms
from owl_app.models.receipt import Receipt, ReceiptFile
from owl_app.models.reminder import Reminder, ReminderKind
from owl_app.models.service import Service, ServiceColour
from owl_app.models.tax import Tax
from owl_app.models.therapist_profile import Signature, TherapistProfile

__all__ = [
    "Account",
    "Allocation",
    "Appointment",
    "AppointmentClient",
    "Area",
    "Association",
    "Attendance",
    "AuditEntry",
    "CalendarFeed",
    "Charge",
    "Client",
    "ClientAccess",
    "ClientStatus",
    "ClientWord",
    "ConnectionTest",
    "KnownDevice",
    "Lease",
    "Letter",
    "LetterState",
    "LinkPurpose",
    "Logo",
    "Meeting",
    "Merge",
    "Method",
    "NotSamePerson",
    "Payment",
    "Practice",
    "Prospect",
    "Receipt",
    "ReceiptFile",
    "Refund",
    "Relationship",
    "Reminder",
    "ReminderKind",
    "Role",
    "Service",
    "ServiceColour",
    "SignIn",
    "SignUp",
    "Signature",
    "SingleUseLink",
    "Tax",
    "Terms",
    "TherapistProfile",
    "Throttle",
    "Verdict",
]
