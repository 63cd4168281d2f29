"""The window in which two records of one person become one, and the card that parts them again."""

import reflex as rx

from owl_app.admin.client_merge_state import ClientMergeState, DifferenceLine, MergedLine, OtherLine
from owl_app.admin.client_state import ClientState
from owl_app.i18n import t
from owl_app.web.components import (
    button,
    card,
    confirm_dialog,
    dialog,
    dialog_actions,
    live_form,
    notice,
    notice_bar,
    radio_group,
    refusal,
    search_field,
    section_header,
)

MERGE = "merge-client"
"""The name of the window."""
RECORD = ClientState.record


def merge_window() -> rx.Component:
    """First the other record, then what differs."""
    return dialog(
        None,
        t("Merge with a duplicate"),
        rx.cond(ClientMergeState.other_id != "", _compare(), _search()),
        name=MERGE,
        description=t("The record of {name} stays; the other one goes into it.", name=RECORD.name),
        close_on=ClientMergeState.saves,
        size="wide",
    )


def merged_lately() -> rx.Component:
    """What can still be parted again."""
    return rx.fragment(
        notice_bar(ClientMergeState.notice, ClientMergeState.notice_tone),
        rx.cond(
            ClientMergeState.recent.length() > 0,
            card(
                section_header(t("Merged lately"), description=t("For 30 days the records can be parted again.")),
                rx.el.ul(rx.foreach(ClientMergeState.recent, _one), class_name="item-list item-list--lined"),
            ),
        ),
    )


def _one(line: rx.Var[MergedLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.p(line.name, class_name="item-title"), rx.el.p(line.when, class_name="item-text")),
        confirm_dialog(
            button(t("Part again"), kind="secondary", aria_label=t("Part the record of {name} again", name=line.name)),
            t("Part the records again?"),
            t("Both are as they were. What was changed since then stays as it is."),
            confirm=t("Part again"),
            on_confirm=ClientMergeState.undo(line.id),
            kind="primary",
        ),
        key=line.id,
        class_name="item item-row",
    )


def _search() -> rx.Component:
    return rx.el.div(
        refusal(ClientMergeState.notice, ClientMergeState.notice_tone),
        search_field(
            t("Search the other record"),
            placeholder=t("Name, email or phone"),
            on_search=ClientMergeState.search,
        ),
        rx.cond(
            ClientMergeState.others.length() > 0,
            rx.el.ul(rx.foreach(ClientMergeState.others, _other), class_name="item-list item-list--lined"),
            rx.cond(ClientMergeState.searched != "", rx.el.p(t("Nobody found."), class_name="quiet", role="status")),
        ),
        class_name="stack",
    )


def _other(line: rx.Var[OtherLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.p(line.name, class_name="item-title"), rx.el.p(line.about, class_name="item-text")),
        button(
            t("Compare"),
            kind="secondary",
            on_click=ClientMergeState.look_at(line.id),
            aria_label=t("Compare with {name}", name=line.name),
        ),
        key=line.id,
        class_name="item item-row",
    )


def _compare() -> rx.Component:
    return live_form(
        refusal(ClientMergeState.notice, ClientMergeState.notice_tone),
        rx.el.input(type="hidden", name="other_id", value=ClientMergeState.other_id, read_only=True),
        rx.el.input(type="hidden", name="versions", value=ClientMergeState.versions, read_only=True),
        rx.cond(
            ClientMergeState.conflicts.length() > 0,
            rx.el.div(rx.foreach(ClientMergeState.conflicts, _conflict), class_name="stack"),
            rx.el.p(t("The records do not contradict each other.")),
        ),
        rx.cond(
            ClientMergeState.taken.length() > 0,
            rx.el.div(
                rx.el.h3(t("Filled from the other record"), class_name="hand-out-title"),
                rx.el.ul(rx.foreach(ClientMergeState.taken, _taken), class_name="item-list"),
            ),
        ),
        notice(
            rx.cond(
                ClientMergeState.logins != "",
                t(
                    "The record of {name} goes. Its Logs are read here, and these logins see this record: {logins}.",
                    name=ClientMergeState.other_name,
                    logins=ClientMergeState.logins,
                ),
                t("The record of {name} goes. Its Logs are read here.", name=ClientMergeState.other_name),
            ),
            "info",
        ),
        rx.cond(
            ClientMergeState.sessions != "0",
            rx.el.p(t("Sessions that come along: {count}.", count=ClientMergeState.sessions)),
        ),
        rx.cond(
            ClientMergeState.receipts != "0",
            rx.el.p(t("Receipts that come along: {count}.", count=ClientMergeState.receipts)),
        ),
        dialog_actions(
            button(t("Back"), kind="secondary", on_click=ClientMergeState.back),
            button(t("Merge"), type="submit"),
            cancel="",
        ),
        on_submit=ClientMergeState.merge,
        errors=ClientMergeState.errors,
        answer=ClientMergeState.answers,
        key=ClientMergeState.other_id,
    )


def _conflict(line: rx.Var[DifferenceLine]) -> rx.Component:
    return radio_group(line.field, line.label, [("kept", line.kept), ("merged", line.merged)])


def _taken(line: rx.Var[DifferenceLine]) -> rx.Component:
    return rx.el.li(rx.el.span(line.label, class_name="quiet"), ": ", line.merged)
