"""NiceGUI's table with its own defaults: `nicegui_table.py DATABASE PORT` shows the clients of an Owl database."""

import sqlite3
import sys

from nicegui import ui

DATABASE, PORT = sys.argv[1], int(sys.argv[2])
FIELDS = ("last_name", "first_name", "email", "phone", "therapist", "status")
_QUERY = """
    SELECT c.id, c.last_name, c.first_name, c.email, c.phone, coalesce(a.name, ''), c.status
    FROM client c LEFT JOIN account a ON a.id = c.therapist_id ORDER BY c.last_name, c.first_name
"""

with sqlite3.connect(DATABASE) as connection:
    ROWS = [dict(zip(("id", *FIELDS), row, strict=True)) for row in connection.execute(_QUERY)]


@ui.page("/")
def clients() -> None:
    """One table, paged by fifty, with the box that filters it."""
    columns = [{"name": name, "label": name, "field": name, "sortable": True} for name in FIELDS]
    table = ui.table(columns=columns, rows=ROWS, row_key="id", pagination=50)
    ui.input("Search").bind_value_to(table, "filter")


ui.run(host="127.0.0.1", port=PORT, show=False, reload=False, show_welcome_message=False)
