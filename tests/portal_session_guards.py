"""The guards of sessions in the portal, of letters about them and of reminders."""

from tests.guard import Guard

PORTAL_SESSION_GUARDS = [
    Guard(
        "a person's page shows the sessions of that person alone",
        "owl_app/services/own_appointments.py",
        "_OF_CLIENT.where(AppointmentClient.client_id == client.id, *_conditions(practice, asked))",
        "_OF_CLIENT.where(*_conditions(practice, asked))",
        "tests/test_own_appointments.py -k sessions_of_each_child",
    ),
    Guard(
        "the file of a session is for those who come to it",
        "owl_app/services/own_appointments.py",
        "appointment = get_appointment_for(session, viewer, appointment_id)",
        "appointment = session.get_one(Appointment, UUID(str(appointment_id)))",
        "tests/test_own_appointments.py -k 'tied_to_no_more or nobody_else'",
    ),
    Guard(
        "a calendar file is kept by no browser",
        "owl_app/web/http/calendar_files.py",
        '"Cache-Control": "no-store", ',
        "",
        "tests/mallory/test_portal_sessions.py -k 'kept_by_no_browser and memory'",
    ),
    Guard(
        "letters about sessions go to proven addresses alone",
        "owl_app/services/appointment_letters.py",
        "return col(Account.email_proven_at).is_not(None) & col(Account.disabled_at).is_(None)",
        "return col(Account.disabled_at).is_(None)",
        "tests/test_appointment_letters.py -k not_proven",
    ),
    Guard(
        "a disabled login gets no letters about sessions",
        "owl_app/services/appointment_letters.py",
        " & col(Account.disabled_at).is_(None)",
        "",
        "tests/test_appointment_letters.py -k disabled",
    ),
    Guard(
        "what is over is nobody's news",
        "owl_app/services/appointment_letters.py",
        "[each for each in appointments if each.starts_at > now()]",
        "list(appointments)",
        "tests/test_appointment_letters.py -k nobodys_news",
    ),
    Guard(
        "whoever wants no reminders gets none",
        "owl_app/services/reminders.py",
        "            col(Account.wants_reminders),\n",
        "",
        "tests/test_reminders.py -k wants_no_reminders_gets",
    ),
    Guard(
        "nobody is reminded of what was booked after the moment",
        "owl_app/services/reminders.py",
        "if timed_at <= starts_at - BEFORE[kind]:",
        "if True:",
        "tests/test_reminders.py -k 'booked_after or moved_nearer'",
    ),
    Guard(
        "nobody is reminded of what is cancelled",
        "owl_app/services/reminders.py",
        "            Appointment.attendance == Attendance.BOOKED,\n            Appointment.starts_at > moment",
        "            Appointment.starts_at > moment",
        "tests/test_reminders.py -k nothing_is_due",
    ),
    Guard(
        "each reminder is written once",
        "owl_app/services/reminders.py",
        "    return bool(noted.rowcount)",
        "    return True",
        "tests/test_reminders.py -k a_moment_too_late",
    ),
    Guard(
        "a reminder that nobody needs any more is not written",
        "owl_app/services/reminders.py",
        "Appointment.starts_at > moment + LATEST[kind],",
        "Appointment.starts_at > moment,",
        "tests/test_reminders.py -k after_a_downtime",
    ),
    Guard(
        "the clocks of a zone change when they change",
        "owl_app/documents/calendar_file.py",
        'observance.add("dtstart", (since + offset).replace(tzinfo=None))',
        'observance.add("dtstart", there.replace(tzinfo=None))',
        "tests/test_calendar_file.py -k explains_the_clocks",
    ),
    Guard(
        "a session over the hour that comes twice ends after it begins",
        "owl_app/documents/calendar_file.py",
        "if start.fold or end.fold:",
        "if False:",
        "tests/test_calendar_file.py -k comes_twice",
    ),
]
