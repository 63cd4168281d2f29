"""The guards of services and sessions."""

from tests.guard import Guard

APPOINTMENT_GUARDS = [
    Guard(
        "the database refuses that a therapist is booked twice",
        "alembic/versions/20261129_book_sessions.py",
        '    if op.get_bind().dialect.name == "postgresql":\n'
        "        _refuse_on_postgres()\n"
        "    else:\n"
        "        _refuse_on_sqlite()\n",
        "",
        "tests/test_appointment_races.py -k 'eight_processes or past_every_service'",
    ),
    Guard(
        "the time after a session is held as well",
        "alembic/versions/20261129_book_sessions.py",
        "tstzrange(starts_at, free_at) WITH &&",
        "tstzrange(starts_at, ends_at) WITH &&",
        "tests/test_appointments.py -k 'never_booked_twice and postgres'",
    ),
    Guard(
        "what is cancelled does not hold its time",
        "alembic/versions/20261129_book_sessions.py",
        "_HOLDS = \"attendance NOT IN ('cancelled', 'late_cancelled')\"",
        "_HOLDS = \"attendance NOT IN ('late_cancelled')\"",
        "tests/test_appointments.py -k gives_its_time_back",
    ),
    Guard(
        "what the database refuses becomes a sentence beside the start",
        "owl_app/services/booked_times.py",
        '        if "never_booked_twice" not in str(error.orig):\n            raise\n',
        "        raise\n",
        "tests/test_appointments.py -k never_booked_twice",
    ),
    Guard(
        "a therapist books for themselves alone",
        "owl_app/services/appointments.py",
        "    if not may_change(viewer, therapist.id):\n",
        "    if False:\n",
        "tests/test_appointments.py -k books_for_themselves",
    ),
    Guard(
        "a therapist changes no session of a colleague",
        "owl_app/services/appointment_access.py",
        "    if not may_change(viewer, appointment.therapist_id):\n",
        "    if False:\n",
        "tests/test_appointment_access.py -k change",
    ),
    Guard(
        "a session is seen by those it is of",
        "owl_app/services/appointment_access.py",
        "Appointment.id == parse_id(appointment_id), appointments_seen_by(session, viewer)",
        "Appointment.id == parse_id(appointment_id)",
        "tests/test_appointment_access.py -k seen",
    ),
    Guard(
        "a login sees the sessions of those it is tied to at this moment",
        "owl_app/services/appointment_access.py",
        "                col(ClientAccess.account_id) == viewer.account_id,\n",
        "",
        "tests/test_appointment_access.py -k seen_by_its_therapist",
    ),
    Guard(
        "a therapist's calendar shows their own sessions",
        "owl_app/services/appointment_list.py",
        "        those.append(col(Appointment.therapist_id) == viewer.account_id)\n",
        "        pass\n",
        "tests/test_appointment_ties.py -k calendar",
    ),
    Guard(
        "a colleague reads no name of a client of others in a session",
        "owl_app/services/appointment_list.py",
        "named = may_change(viewer, appointment.therapist_id)",
        "named = True",
        "tests/test_appointment_ties.py -k no_name",
    ),
    Guard(
        "a colleague reads no name of a client of others in a list",
        "owl_app/services/appointment_rows.py",
        "hidden = alone and own.isdisjoint((therapist_id, of_id))",
        "hidden = False",
        "tests/test_appointment_ties.py -k no_name",
    ),
    Guard(
        "a caution is looked at before anything is kept",
        "owl_app/services/appointments.py",
        "    return not {each.key for each in cautions} <= set(looked_at.split())\n",
        "    return False\n",
        "tests/test_appointments.py -k looked_at",
    ),
    Guard(
        "the second of two who change a session is told",
        "owl_app/services/appointments.py",
        "version = form.version if each is appointment else each.version",
        "version = each.version",
        "tests/test_appointments.py -k second_of_two",
    ),
    Guard(
        "services are for Owners and Admins to add",
        "owl_app/services/offered_services.py",
        "    viewer.must_be(OWNER_ADMIN)\n    _must_know(session, form.tax_id)\n",
        "    _must_know(session, form.tax_id)\n",
        "tests/test_offered_services.py -k change_none",
    ),
    Guard(
        "a retired service is not booked",
        "owl_app/services/appointments.py",
        "    if service.retired and service.id != kept:\n",
        "    if False:\n",
        "tests/test_appointments.py -k retired",
    ),
]
