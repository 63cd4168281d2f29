"""What a practice chooses from: time zones, locales and currencies, with the names people call them by."""

from zoneinfo import available_timezones

from owl_app.i18n import t

LOCALE = "en_CA"
"""How dates, money and phone numbers are written where no practice says otherwise."""

_COMMON_ZONES = (
    "America/Toronto",
    "America/Vancouver",
    "America/Edmonton",
    "America/Winnipeg",
    "America/Halifax",
    "America/St_Johns",
)


def time_zones() -> list[str]:
    """The zones people live in, the common ones first."""
    others = sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
    )
    return [*_COMMON_ZONES, *(zone for zone in others if zone not in _COMMON_ZONES)]


def locales() -> dict[str, str]:
    """The locales by their names. None of them writes words of its language into a date: those are the page's."""
    return {
        "en_CA": t("English (Canada)"),
        "fr_CA": t("French (Canada)"),
        "en_US": t("English (United States)"),
        "en_GB": t("English (United Kingdom)"),
        "en_IE": t("English (Ireland)"),
        "en_AU": t("English (Australia)"),
        "en_NZ": t("English (New Zealand)"),
        "fr_FR": t("French (France)"),
        "fr_BE": t("French (Belgium)"),
        "fr_CH": t("French (Switzerland)"),
        "de_DE": t("German (Germany)"),
        "de_AT": t("German (Austria)"),
        "de_CH": t("German (Switzerland)"),
        "nl_NL": t("Dutch (Netherlands)"),
    }


def currencies() -> dict[str, str]:
    """The currencies by their names."""
    return {
        "CAD": t("Canadian dollar"),
        "USD": t("US dollar"),
        "GBP": t("Pound sterling"),
        "EUR": t("Euro"),
        "AUD": t("Australian dollar"),
        "NZD": t("New Zealand dollar"),
        "CHF": t("Swiss franc"),
    }


def region_of(locale: str) -> str:
    """The country of a locale, as phone numbers name it: `CA`."""
    return locale.partition("_")[2]
