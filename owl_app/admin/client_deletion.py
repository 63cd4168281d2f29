"""What is done with a whole client record: leaving the list, coming back to it, and being deleted for good."""

import reflex as rx

from owl_app.admin.client_deletion_state import ClientDeletionState
from owl_app.admin.client_merge import MERGE, merge_window
from owl_app.admin.client_merge_state import ClientMergeState
from owl_app.admin.client_state import ClientState
from owl_app.i18n import t
from owl_app.web.components import (
    button,
    dialog,
    dialog_actions,
    live_form,
    menu,
    menu_item,
    menu_line,
    notice,
    radio_group,
    refusal,
    text_field,
)
from owl_app.web.screen import Frame

RECORD = ClientState.record
DELETE = "delete-client"


def more_about_client() -> rx.Component:
    """The menu beside Edit."""
    return rx.fragment(
        menu(
            rx.cond(
                RECORD.status == "active",
                menu_item(t("Make inactive"), icon="archive", on_click=ClientState.change_status("inactive")),
                menu_item(t("Make active"), icon="archive", on_click=ClientState.change_status("active")),
            ),
            rx.cond(
                Frame.manages,
                menu_item(t("Merge with a duplicate"), icon="copy", opens=MERGE, on_click=ClientMergeState.begin),
            ),
            rx.cond(
                RECORD.may_delete,
                rx.fragment(
                    menu_line(),
                    menu_item(
                        t("Delete for good"),
                        icon="trash",
                        opens=DELETE,
                        on_click=ClientDeletionState.look,
                        tone="danger",
                    ),
                ),
            ),
            label=t("More for {name}", name=RECORD.name),
        ),
        rx.cond(Frame.manages, merge_window()),
        rx.cond(RECORD.may_delete, _delete_dialog()),
    )


def _delete_dialog() -> rx.Component:
    return dialog(
        None,
        t("Delete {name} for good?", name=RECORD.name),
        rx.cond(ClientDeletionState.about == RECORD.id, _what_to_know()),
        live_form(
            refusal(ClientDeletionState.notice, ClientDeletionState.notice_tone, ClientDeletionState.answers),
            radio_group(
                "reason",
                t("Why may it go?"),
                [
                    ("mistake", t("It was made by mistake"), t("It holds nothing about anybody's care.")),
                    ("time_over", t("The time for keeping it is over"), t("By the rules of your college and place.")),
                ],
            ),
            text_field("last_name", t("Type the last name, {name}", name=RECORD.last_name), autocomplete="off"),
            dialog_actions(button(t("Delete for good"), type="submit", kind="danger")),
            on_submit=ClientDeletionState.delete,
            errors=ClientDeletionState.errors,
            answer=ClientDeletionState.answers,
        ),
        name=DELETE,
        description=t("Nothing brings it back. An inactive client keeps everything, and is out of the way."),
    )


def _what_to_know() -> rx.Component:
    """What the law says of this record, and which sessions and logins go with it."""
    return rx.fragment(
        notice(
            t(
                "Records of care are kept by law: for psychotherapists in Ontario ten years after the last contact, "
                "and for children ten years after they turn 18. By that rule this record stays until {day}.",
                day=ClientDeletionState.kept_until,
            ),
            "warning",
        ),
        rx.cond(
            ClientDeletionState.has_payments,
            notice(
                t("There are payments of this client, which belong to the practice's books. It can only be inactive."),
                "danger",
            ),
        ),
        rx.cond(
            ClientDeletionState.sessions != "",
            rx.el.p(
                t(
                    "Sessions deleted with it: {sessions}. Those of a couple or a family stay with the others.",
                    sessions=ClientDeletionState.sessions,
                )
            ),
        ),
        rx.cond(
            ClientDeletionState.logins != "",
            rx.el.p(t("Portal logins deleted with it: {logins}.", logins=ClientDeletionState.logins)),
        ),
    )
