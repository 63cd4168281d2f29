"""The newest receipt on My Account, with the way to all of them."""

import reflex as rx

from owl_app.i18n import current_language, localised, t
from owl_app.portal.newest_receipt_state import NewestReceiptState
from owl_app.portal.receipts_page import receipt_item
from owl_app.portal.whose_state import WhoseState
from owl_app.web.components import card, link, section_header
from owl_app.web.routes import PORTAL_RECEIPTS


def newest_receipt() -> rx.Component:
    """Not there while receipts are hidden, or before the first one."""
    receipt = NewestReceiptState.receipt
    theirs = rx.Var.create(localised(PORTAL_RECEIPTS, current_language())) + WhoseState.query
    return rx.cond(
        NewestReceiptState.loaded & (receipt.id != ""),
        card(
            section_header(t("Receipts"), link(t("All receipts"), theirs)),
            rx.el.ul(receipt_item(receipt), class_name="item-list"),
        ),
    )
