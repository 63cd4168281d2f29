"""A time on the device's own clock, beside the practice's."""

import reflex as rx

from owl_app.i18n import t
from owl_app.web.components.javascript import ReactComponent, javascript

Text = str | rx.Var[str]


class _OwnClock(ReactComponent):
    library = javascript("own_clock")
    tag = "OwnClock"

    starts: rx.Var[str]
    ends: rx.Var[str]
    zone: rx.Var[str]
    locale: rx.Var[str]
    text: rx.Var[str]


def own_clock(starts: Text, ends: Text, zone: Text, locale: Text) -> rx.Component:
    """The same time as the device writes it, where its clock differs from that of `zone`; moments in ISO 8601."""
    return _OwnClock.create(
        starts=starts, ends=ends, zone=zone, locale=locale, text=t("On your device's clock: {when}", when="#")
    )


class _OwnTime(ReactComponent):
    library = javascript("own_clock")
    tag = "OwnTime"

    moment: rx.Var[str]
    zone: rx.Var[str]
    locale: rx.Var[str]
    text: rx.Var[str]
    elsewhere: rx.Var[str]


def own_time(moment: Text, zone: Text, locale: Text, *, text: Text, elsewhere: Text) -> rx.Component:
    """The text with a time on the device's own clock in place of its `#`; `elsewhere` where that is not `zone`'s."""
    return _OwnTime.create(moment=moment, zone=zone, locale=locale, text=text, elsewhere=elsewhere)
