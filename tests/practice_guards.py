"""Guards of the practice: its team, its settings, its logo, and what staff read on Home."""

from tests.guard import Guard

PRACTICE_GUARDS = [
    Guard(
        "only Owners and Admins are told of lost letters",
        "owl_app/services/home.py",
        "letters = _lost_letters(session) if manages else None",
        "letters = _lost_letters(session)",
        "tests/test_home.py -k no_login_speaks_of",
    ),
    Guard(
        "who leaves gets in with no starter password they handed out",
        "owl_app/services/team.py",
        "    starter_passwords.withdraw_those_of(session, viewer, account)\n",
        "",
        "tests/test_team.py -k who_leaves",
    ),
    Guard(
        "an Admin invites and changes therapists alone",
        "owl_app/services/team.py",
        "(viewer.kind is ViewerKind.ADMIN and role is Role.THERAPIST)",
        "viewer.kind is ViewerKind.ADMIN",
        "tests/test_team.py -k 'an_admin'",
    ),
    Guard(
        "nobody deactivates themselves",
        "owl_app/services/team.py",
        "if account.id == viewer.account_id:",
        "if False:",
        "tests/test_team.py -k deactivates_themselves",
    ),
    Guard(
        "an Owner steps down only when they say so",
        "owl_app/services/team.py",
        "if account.id == viewer.account_id and not form.sure:",
        "if False:",
        "tests/test_team.py -k only_when_they_say_so",
    ),
    Guard(
        "another role ends every sign-in",
        "owl_app/services/team.py",
        "    sign_ins.end_all(session, account, kept=viewer.sign_in_id)\n",
        "",
        "tests/test_team.py -k another_role",
    ),
    Guard(
        "a withdrawn invitation opens nothing",
        "owl_app/services/team.py",
        "    links.drop(session, account, *LinkPurpose)\n",
        "",
        "tests/test_team.py -k withdrawn",
    ),
    Guard(
        "an Admin does not give clinical fields to Admins",
        "owl_app/services/practice_settings.py",
        "        if viewer.kind not in OWNER:",
        "        if False:",
        "tests/test_practice_settings.py -k only_an_owner",
    ),
    Guard(
        "the name in the website's snippet is text",
        "owl_app/services/portal_settings.py",
        "{escape(words)}</a>",
        "{words}</a>",
        "tests/test_portal_settings.py -k snippet",
    ),
    Guard(
        "a logo is one of three kinds of picture",
        "owl_app/documents/picture.py",
        ", formats=_FORMATS)",
        ")",
        "tests/test_logo.py -k other_kinds",
    ),
    Guard(
        "a logo does not fill the memory",
        "owl_app/documents/picture.py",
        "if image.width * image.height > _MOST_POINTS:",
        "if False:",
        "tests/test_logo.py -k fill_the_memory",
    ),
    Guard(
        "a practice is set up with the code from the terminal",
        "owl_app/services/practice.py",
        "if not same(typed, set_up_code()):",
        "if False:",
        "tests/test_set_up.py -k wrong_code",
    ),
    Guard(
        "a starter password is withdrawn when an admin becomes a therapist",
        "owl_app/services/team.py",
        "    starter_passwords.withdraw_strangers(session, viewer)\n",
        "",
        "tests/test_starter_passwords.py -k admin_is_a_therapist",
    ),
    Guard(
        "a starter password is withdrawn when therapists see their own clients alone",
        "owl_app/services/practice_settings.py",
        "            starter_passwords.withdraw_strangers(session, viewer)\n",
        "            pass\n",
        "tests/test_starter_passwords.py -k own_clients_alone",
    ),
]
