"""The fields of a client record, area by area: the Add Client window and Account Details > Edit are made of them."""

from typing import Any

from owl_app.i18n import t
from owl_app.web.form import Field, Group


def basics() -> list[Field]:
    return [
        Field("first_name", t("First name"), required=True),
        Field("last_name", t("Last name"), required=True),
        Field("email", t("Email address"), "email", half=False),
        Field("phone", t("Phone"), "phone"),
        Field("other_phone", t("Other phone"), "phone"),
        Field("date_of_birth", t("Date of birth"), "date"),
        Field("pronouns", t("Pronouns")),
    ]


def other_areas(
    therapists: Any, *, chooses_therapist: Any, sees_clinical: Any, status: Any = None, folded: bool = False
) -> list[Group]:
    """Address, Clinical and Contacts; `status` is the one of a client who is there already."""
    statuses = [("active", t("Active")), ("inactive", t("Inactive"))]
    clinical = [
        *([] if status is None else [Field("status", t("Status"), "choice", required=True, options=statuses)]),
        Field(
            "therapist_id",
            t("Therapist"),
            "choice",
            required=True,
            options=therapists,
            placeholder=t("Nobody yet"),
            shown=chooses_therapist,
        ),
        Field("client_since", t("Client since"), "date", shown=sees_clinical),
        Field("referral", t("Referral"), hint=t("Who or what brought them here."), half=False, shown=sees_clinical),
    ]
    return [
        Group(t("Address"), _address(), folded=folded),
        Group(
            t("Clinical"),
            clinical,
            t("Of this the client sees who their therapist is, and nothing else."),
            folded=folded,
        ),
        Group(t("Emergency contact"), _emergency(), folded=folded),
        Group(t("Bill-to"), _bill_to(), t("Who pays, when it is not the client."), folded=folded),
    ]


def _address() -> list[Field]:
    return [
        Field("street", t("Street address"), half=False),
        Field("city", t("City")),
        Field("region", t("Province")),
        Field("postal_code", t("Postal code")),
        Field("country", t("Country")),
    ]


def _emergency() -> list[Field]:
    return [
        Field("emergency_name", t("Emergency contact")),
        Field("emergency_relationship", t("Relationship to the client")),
        Field("emergency_phone", t("Emergency phone"), "phone"),
    ]


def _bill_to() -> list[Field]:
    return [
        Field("bill_to_name", t("Bill to")),
        Field("bill_to_email", t("Billing email"), "email"),
        Field("bill_to_address", t("Billing address"), "lines", half=False),
    ]
