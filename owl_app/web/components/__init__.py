"""The design system: components that know no state and no services."""

from owl_app.web.components.booking import drafted, fitting, people_field
from owl_app.web.components.brand import accent_field, brand_mark, brand_sheet
from owl_app.web.components.button import button, icon_button, link, link_button
from owl_app.web.components.calendar import calendar
from owl_app.web.components.call import call, drop_in
from owl_app.web.components.connection_test import connection_test
from owl_app.web.components.copying import code_box, copy_button, qr_image
from owl_app.web.components.dialog import confirm_dialog, dialog, dialog_actions, dialog_opener
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
from owl_app.web.components.drop_in_link import calendar_address, drop_in_link
from owl_app.web.components.field import (
    checkbox_field,
    date_field,
    image_field,
    password_field,
    radio_group,
    search_field,
    select_field,
    text_area,
    text_field,
)
from owl_app.web.components.form import (
    attention,
    fetch_form,
    fields_while,
    fieldset,
    fold,
    form_actions,
    form_columns,
    live_form,
    native_form,
    opened_version,
    posting,
    sum_of_ticks,
)
from owl_app.web.components.grid import (
    GridColumn,
    chosen_act,
    chosen_rows,
    edit_bar,
    grid_filter,
    grid_pager,
    grid_scope,
    grid_search,
    grid_table,
)
from owl_app.web.components.icon import icon, owl
from owl_app.web.components.live import connection_banner, ready, since
from owl_app.web.components.menu import menu, menu_item, menu_line, theme_menu, theme_toggle
from owl_app.web.components.new_login import new_login
from owl_app.web.components.own_clock import own_clock, own_time
from owl_app.web.components.proof import proof_of_work
from owl_app.web.components.slot import slot
from owl_app.web.components.starter_access import starter_access, starter_password
from owl_app.web.components.tab import link_tabs, tabs
from owl_app.web.components.table import Column, data_table
from owl_app.web.components.tooltip import tooltip
from owl_app.web.components.window import window

__all__ = [
    "Column",
    "GridColumn",
    "accent_field",
    "attention",
    "avatar",
    "badge",
    "brand_mark",
    "brand_sheet",
    "button",
    "calendar",
    "calendar_address",
    "call",
    "card",
    "checkbox_field",
    "chosen_act",
    "chosen_rows",
    "code_box",
    "confirm_dialog",
    "connection_banner",
    "connection_test",
    "copy_button",
    "data_table",
    "date_field",
    "description_list",
    "dialog",
    "dialog_actions",
    "dialog_opener",
    "drafted",
    "drop_in",
    "drop_in_link",
    "edit_bar",
    "empty_state",
    "fetch_form",
    "fields_while",
    "fieldset",
    "fitting",
    "flash_notice",
    "fold",
    "form_actions",
    "form_columns",
    "grid_filter",
    "grid_pager",
    "grid_scope",
    "grid_search",
    "grid_table",
    "icon",
    "icon_button",
    "image_field",
    "link",
    "link_button",
    "link_tabs",
    "live_form",
    "menu",
    "menu_item",
    "menu_line",
    "native_form",
    "new_login",
    "notice",
    "notice_bar",
    "opened_version",
    "owl",
    "own_clock",
    "own_time",
    "page_header",
    "password_field",
    "people_field",
    "posting",
    "proof_of_work",
    "qr_image",
    "radio_group",
    "ready",
    "refusal",
    "search_field",
    "section_header",
    "select_field",
    "since",
    "skeleton",
    "slot",
    "stack",
    "starter_access",
    "starter_password",
    "stat",
    "sum_of_ticks",
    "tabs",
    "text_area",
    "text_field",
    "theme_menu",
    "theme_toggle",
    "tooltip",
    "window",
]
