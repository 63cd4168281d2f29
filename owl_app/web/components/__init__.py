"""The design system: components that know no state and no services."""

from owl_app.web.components.button import button, icon_button, link, link_button
from owl_app.web.components.copying import code_box, copy_button, qr_image
from owl_app.web.components.dialog import confirm_dialog, dialog, dialog_actions
from owl_app.web.components.display import (
    avatar,
    badge,
    card,
    description_list,
    empty_state,
    flash_notice,
    notice,
    notice_bar,
    page_header,
    refusal,
    section_header,
    skeleton,
    stack,
    stat,
)
from owl_app.web.components.field import (
    checkbox_field,
    date_field,
    password_field,
    radio_group,
    search_field,
    select_field,
    text_area,
    text_field,
)
from owl_app.web.components.form import (
    fetch_form,
    fieldset,
    form_actions,
    form_columns,
    live_form,
    native_form,
    opened_version,
)
from owl_app.web.components.icon import icon, owl
from owl_app.web.components.live import connection_banner, ready, settled
from owl_app.web.components.menu import menu, menu_item, menu_line, theme_menu, theme_toggle
from owl_app.web.components.slot import slot
from owl_app.web.components.starter_access import starter_access, starter_password
from owl_app.web.components.tab import link_tabs, tabs
from owl_app.web.components.table import Column, data_table
from owl_app.web.components.tooltip import tooltip

__all__ = [
    "Column",
    "avatar",
    "badge",
    "button",
    "card",
    "checkbox_field",
    "code_box",
    "confirm_dialog",
    "connection_banner",
    "copy_button",
    "data_table",
    "date_field",
    "description_list",
    "dialog",
    "dialog_actions",
    "empty_state",
    "fetch_form",
    "fieldset",
    "flash_notice",
    "form_actions",
    "form_columns",
    "icon",
    "icon_button",
    "link",
    "link_button",
    "link_tabs",
    "live_form",
    "menu",
    "menu_item",
    "menu_line",
    "native_form",
    "notice",
    "notice_bar",
    "opened_version",
    "owl",
    "page_header",
    "password_field",
    "qr_image",
    "radio_group",
    "ready",
    "refusal",
    "search_field",
    "section_header",
    "select_field",
    "settled",
    "skeleton",
    "slot",
    "stack",
    "starter_access",
    "starter_password",
    "stat",
    "tabs",
    "text_area",
    "text_field",
    "theme_menu",
    "theme_toggle",
    "tooltip",
]
