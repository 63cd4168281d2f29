"""Settings > Client Portal: what clients read and see, and what is handed out."""

import pytest

from owl_app.documents.picture import Picture
from owl_app.errors import Conflict, Invalid, NotFound
from owl_app.models import Account, AuditEntry, Practice
from owl_app.services import logos, passwords, portal_access, portal_settings, practice
from owl_app.services.portal_settings import PortalSettingsForm
from tests.cast import Cast, Person, give_starter, letters_to
from tests.door import act, change, read, row, rows

FIRST = Picture(content=b"the first", sha256="1" * 64, width=400, height=100)
SECOND = Picture(content=b"the second", sha256="2" * 64, width=100, height=100)


def save(who: Person, **typed: object) -> None:
    version = row(Practice, 1).version
    act(who, portal_settings.change, form=PortalSettingsForm.read({"version": version, **typed}))


def errors(**typed: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        PortalSettingsForm.read({"version": 1, **typed})
    return refused.value.fields


def test_what_was_saved_is_there(cast: Cast) -> None:
    typed = {
        "portal_name": "Willow Online",
        "welcome": "Welcome.\nThe door is green.",
        "support_contact": "Call 416 555 0100",
        "starter_password_days": "14",
        "accent": "#7A2E8E",
    }
    save(cast.adam, **typed)
    kept = read(cast.olivia, portal_settings.get)
    assert {name: getattr(kept, name) for name in typed} == typed | {"starter_password_days": 14, "accent": "#7a2e8e"}


@pytest.mark.parametrize("days", ["0", "61", "-1", "1.5", "seven", "", "٧", "1e1", "9" * 5000, None, [7]])
def test_starter_passwords_work_for_1_to_60_days(days: object) -> None:
    assert errors(starter_password_days=days) == {"starter_password_days": "Write a number of days from 1 to 60."}


@pytest.mark.parametrize("accent", ["green", "#12345", "red;}body{display:none}", "#fff/**/"])
def test_an_accent_is_a_colour_and_nothing_else(accent: str) -> None:
    assert errors(accent=accent) == {"accent": "Write a colour like #2b6a4d."}


def test_too_long_a_name_gets_its_sentence() -> None:
    assert errors(portal_name="x" * 121) == {"portal_name": "Use at most 120 characters."}


def test_the_days_are_those_of_the_next_starter_password(cast: Cast) -> None:
    save(cast.olivia, starter_password_days="3")
    give_starter(cast.thea, cast.ben.client_id, cast.ben.email)
    ben = row(Account, cast.ben.account_id)
    assert ben.starter_expires_at is not None
    assert (ben.starter_expires_at - rows(AuditEntry, act="starter_password_set")[-1].at).days in {2, 3}


def test_the_portals_name_is_what_clients_read_and_the_practices_what_staff_read(cast: Cast) -> None:
    save(cast.olivia, portal_name="Willow Online")
    assert read(cast.ana, practice.get_frame).practice_name == "Willow Online"
    assert read(cast.thea, practice.get_frame).practice_name == "Willow Street Therapy"
    welcome = read(None, practice.get_welcome)
    assert (welcome.practice_name, welcome.name_for_clients) == ("Willow Street Therapy", "Willow Online")


def test_letters_to_clients_carry_the_portals_name_and_those_to_staff_the_practices(cast: Cast) -> None:
    save(cast.olivia, portal_name="Willow <Online>", accent="#7a2e8e")
    for person in (cast.ana, cast.olivia):
        act(None, passwords.ask_reset, area=person.area, email=person.email)
    to_ana, to_olivia = (letters_to(person, "reset_password")[-1] for person in (cast.ana, cast.olivia))
    assert to_ana.subject == "Choose a new password · Willow <Online>"
    assert "your account at Willow <Online>." in to_ana.text
    assert "Willow Street" not in to_ana.text + to_ana.html
    assert "Willow &lt;Online&gt;" in to_ana.html
    assert "background:#7a2e8e" in to_ana.html
    assert to_olivia.subject == "Choose a new password · Willow Street Therapy"
    assert "Willow <Online>" not in to_olivia.text


def test_the_slip_carries_the_portals_name(cast: Cast) -> None:
    save(cast.olivia, portal_name="Willow Online", accent="#7a2e8e")
    give_starter(cast.thea, cast.ben.client_id, cast.ben.email)
    which = {"client_id": cast.ben.client_id, "login_id": cast.ben.account_id}
    slip = read(cast.thea, portal_access.get_slip, **which).slip
    assert (slip.practice, slip.accent) == ("Willow Online", "#7a2e8e")


def test_the_snippet_for_the_website_is_a_link_whatever_the_name_is(cast: Cast) -> None:
    change(Practice, 1, portal_name='</a><script>alert("&")</script>')
    assert read(cast.thea, portal_settings.get).snippet == (
        '<a href="http://localhost:3000/portal">'
        "Client Portal of &lt;/a&gt;&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;</a>"
    )


def test_the_message_to_a_client_says_where_how_and_whom_to_ask(cast: Cast) -> None:
    save(cast.olivia, support_contact="Call 416 555 0100")
    assert read(cast.tom, portal_settings.get).hand_out.splitlines() == [
        "Our Client Portal is at http://localhost:3000/portal",
        "Sign in with your email address and the starter password we gave you, then choose a password of your own.",
        'If you have forgotten your password, press "Forgot Your Password?" on that page.',
        "Call 416 555 0100",
        "Willow Street Therapy",
    ]


def test_the_second_to_save_is_told_and_overwrites_nothing(cast: Cast) -> None:
    save(cast.olivia, welcome="Good to see you.")
    with pytest.raises(Conflict, match=r"you replace: welcome text\.$"):
        save(cast.adam, version=1, welcome="Hello.")
    assert row(Practice, 1).welcome == "Good to see you."


def test_a_change_is_logged_by_the_names_of_its_fields(cast: Cast) -> None:
    save(cast.adam, accent="#7a2e8e", portal_name="Willow Online")
    (entry,) = rows(AuditEntry, act="portal_settings_changed")
    assert entry.detail == {"fields": ["portal_name", "accent"]}


def test_the_newest_logo_is_the_one(cast: Cast) -> None:
    for picture in (FIRST, SECOND):
        act(cast.adam, logos.set_logo, picture=picture)
    brand, content = read(None, logos.get_look)
    assert (brand.logo_address, content) == (f"/brand/logo-{'2' * 64}.png", b"the second")
    assert read(None, logos.get_logo, sha256="2" * 64) == b"the second"
    with pytest.raises(NotFound):
        read(None, logos.get_logo, sha256="1" * 64)
    assert [entry.act for entry in rows(AuditEntry, act="logo_changed")] == ["logo_changed"] * 2


def test_a_removed_logo_is_gone(cast: Cast) -> None:
    act(cast.adam, logos.set_logo, picture=FIRST)
    act(cast.olivia, logos.remove_logo)
    act(cast.olivia, logos.remove_logo)
    assert read(None, logos.get_look)[1] == b""
    assert read(cast.olivia, portal_settings.get).logo == ""
    assert len(rows(AuditEntry, act="logo_removed")) == 1


def test_open_pages_hear_that_the_look_is_another(cast: Cast) -> None:
    seen = [read(cast.ana, practice.get_frame).brand]
    save(cast.olivia, accent="#7a2e8e")
    seen.append(read(cast.ana, practice.get_frame).brand)
    act(cast.olivia, logos.set_logo, picture=FIRST)
    seen.append(read(cast.ana, practice.get_frame).brand)
    assert len(set(seen)) == 3
    assert all(seen)


def test_before_the_set_up_nothing_looks_like_anybody(database: str) -> None:
    assert read(None, logos.get_look) == (logos.Brand(), b"")


def test_reminders_are_written_until_the_practice_says_no(cast: Cast) -> None:
    kept = read(cast.olivia, portal_settings.get)
    assert (kept.reminds_day_before, kept.reminds_hour_before) == (True, True)
    save(cast.olivia, reminds_day_before="on", reminds_hour_before="off")
    kept = read(cast.olivia, portal_settings.get)
    assert (kept.reminds_day_before, kept.reminds_hour_before) == (True, False)
