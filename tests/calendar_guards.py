"""The guards of the calendar."""

from tests.guard import Guard

CALENDAR_GUARDS = [
    Guard(
        "a therapist looks at their own calendar alone",
        "owl_app/services/calendars.py",
        "therapists = [] if sees_own_clients_alone(session, viewer) else team.list_therapists(session, viewer)",
        "therapists = team.list_therapists(session, viewer)",
        "tests/test_calendars.py -k asks_in_vain",
    ),
    Guard(
        "the client whom the address names is one the viewer may see",
        "owl_app/services/booking_offers.py",
        "[get_client_for(session, viewer, client_id).id]",
        "[parse_id(client_id)]",
        "tests/test_calendars.py -k 'offers_the_clients'",
    ),
    Guard(
        "the calendar is there for staff alone",
        "owl_app/web/routes.py",
        "    Page(CALENDAR, STAFF, LOGIN),",
        "    Page(CALENDAR, frozenset(ViewerKind), LOGIN),",
        "tests/mallory/test_matrix.py -k 'every_page_opens and client'",
    ),
]
