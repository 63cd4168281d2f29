"""What people read of sessions, in the panel and in the portal: how they meet, what became of it, and when it is."""

from datetime import datetime

from owl_app.i18n import t
from owl_app.models import Attendance, Meeting, ServiceColour
from owl_app.services.audit import attendance_name
from owl_app.web.components.display import Tone
from owl_app.written import written_span


def meeting_names() -> dict[str, str]:
    return {
        Meeting.VIDEO.value: t("Video"),
        Meeting.IN_PERSON.value: t("In person"),
        Meeting.PHONE.value: t("Phone"),
    }


def attendance_badges() -> dict[str, tuple[str, Tone]]:
    """What became of a session, and in which tone."""
    tones: dict[Attendance, Tone] = {
        Attendance.BOOKED: "accent",
        Attendance.ATTENDED: "success",
        Attendance.CANCELLED: "neutral",
        Attendance.LATE_CANCELLED: "warning",
        Attendance.NO_SHOW: "danger",
        Attendance.NON_BILLABLE: "neutral",
    }
    return {each.value: (attendance_name(each).capitalize(), tone) for each, tone in tones.items()}


def colour_names() -> dict[str, str]:
    return {
        ServiceColour.GREEN.value: t("Green"),
        ServiceColour.TEAL.value: t("Teal"),
        ServiceColour.BLUE.value: t("Blue"),
        ServiceColour.VIOLET.value: t("Violet"),
        ServiceColour.ROSE.value: t("Rose"),
        ServiceColour.AMBER.value: t("Amber"),
        ServiceColour.BROWN.value: t("Brown"),
        ServiceColour.GREY.value: t("Grey"),
    }


def counted_sessions(past: int, upcoming: int) -> str:
    """`3 past sessions, 1 upcoming session`; nothing where there are none."""
    ones = t("1 past session"), t("1 upcoming session")
    many = t("{count} past sessions", count=past), t("{count} upcoming sessions", count=upcoming)
    counted = zip((past, upcoming), ones, many, strict=True)
    return ", ".join(one if count == 1 else more for count, one, more in counted if count)


def counted_receipts(count: int) -> str:
    return t("1 receipt") if count == 1 else t("{count} receipts", count=count)


def written_in_zone(start: datetime, end: datetime, zone: str, locale: str) -> str:
    """From when to when, with the place whose clocks say so."""
    place = zone.rpartition("/")[2].replace("_", " ")
    return t("{when} ({place} time)", when=written_span(start, end, zone, locale), place=place)
