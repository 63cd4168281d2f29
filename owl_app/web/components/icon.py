"""The icons: a small set of our own, drawn in one line weight."""

from typing import Literal

import reflex as rx

IconName = Literal[
    "add",
    "alert",
    "archive",
    "arrow-left",
    "arrow-right",
    "calendar",
    "check",
    "chevron-down",
    "chevrons",
    "clients",
    "clock",
    "close",
    "copy",
    "devices",
    "download",
    "document",
    "edit",
    "external",
    "history",
    "home",
    "info",
    "key",
    "mail",
    "menu",
    "moon",
    "more",
    "person",
    "phone",
    "print",
    "prospects",
    "receipt",
    "search",
    "settings",
    "shield",
    "sign-out",
    "success",
    "sun",
    "screen",
    "trash",
    "video",
]

_SHAPES: dict[str, str] = {
    "add": "M12 5v14M5 12h14",
    "alert": "M12 4 2.8 19.5h18.4L12 4ZM12 10v4.2M12 16.9v.1",
    "archive": "M4 4.5h16v4H4zM5.5 8.5V19.5h13V8.5M9.5 12.5h5",
    "arrow-left": "M19 12H5m6-6-6 6 6 6",
    "arrow-right": "M5 12h14m-6-6 6 6-6 6",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8.5 3.5V7.5M15.5 3.5V7.5",
    "check": "m5 12.5 4.5 4.5L19 7.5",
    "chevron-down": "m6 9.5 6 6 6-6",
    "chevrons": "m8 10 4-4 4 4M8 14l4 4 4-4",
    "clients": "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19.5c.5-3.3 3.2-5.2 6.5-5.2s6 1.9 6.5 5.2"
    "M15.5 4.8a3.3 3.3 0 0 1 0 6.5M18.3 14.9c1.7.8 2.9 2.4 3.2 4.6",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7.5V12l3 2",
    "close": "m6 6 12 12M18 6 6 18",
    "copy": "M9 9h11v11H9zM5 15H4V4h11v1",
    "devices": "M3.5 5h13v9.5h-13zM7 18.5h5M10 14.5v4M17.5 10h3.5v9.5h-5.5v-5",
    "download": "M12 4v11m-4.5-4.5L12 15l4.5-4.5M4.5 19.5h15",
    "document": "M6 3h8l4.5 4.5V21H6zM14 3v5h4.5M9 13h6M9 17h6",
    "edit": "m4 20 .8-4.2L16 4.6a1.7 1.7 0 0 1 2.4 0l1 1a1.7 1.7 0 0 1 0 2.4L8.2 19.2 4 20ZM14 6.6l3.4 3.4",
    "external": "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
    "history": "M4 12a8 8 0 1 0 2.4-5.7L4 8.5M4 4v4.5h4.5M12 8v4.5l3 1.8",
    "home": "m4 11 8-7 8 7v9h-5.5v-5.5h-5V20H4z",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5.2M12 7.6v.1",
    "key": "M8 20a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM11.6 11.4 19.5 3.5M16 7l3 3M13.5 9.5l2 2",
    "mail": "M3.5 5.5h17v13h-17zM4 6.5l8 6.5 8-6.5",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "moon": "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
    "more": "M5.5 12v.1M12 12v.1M18.5 12v.1",
    "receipt": "M6 3.5l2 1.3 2-1.3 2 1.3 2-1.3 2 1.3 2-1.3v17l-2-1.3-2 1.3-2-1.3-2 1.3-2-1.3-2 1.3zM9 9.5h6M9 14h6",
    "person": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.6-3.6 3.7-5.5 7.5-5.5s6.9 1.9 7.5 5.5",
    "phone": "M5 4h4l1.5 5L8 10.5a11.5 11.5 0 0 0 5.5 5.5l1.5-2.5 5 1.5v4c0 .6-.4 1-1 1C11.3 20 4"
    " 12.7 4 5c0-.6.4-1 1-1Z",
    "print": "M7 8.5V3.5h10v5M7 17H4V8.5h16V17h-3M7 14h10v6.5H7z",
    "prospects": "M10 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z"
    "M3 19.5c.5-3.3 3.5-5.2 7-5.2 1.7 0 3.2.4 4.4 1.2M18.5 14v6M15.5 17h6",
    "search": "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.8 15.8 20 20",
    "settings": "M4 7.5h9M17.5 7.5H20M4 16.5h2.5M11 16.5h9"
    "M15.2 5.2a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6ZM8.8 14.2a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6Z",
    "shield": "M12 3.5 4.5 6v5.5c0 4.3 3 7.6 7.5 9 4.5-1.4 7.5-4.7 7.5-9V6L12 3.5ZM9 12l2.2 2.2 4-4.2",
    "sign-out": "M14 4H5v16h9M10 12h11m-4-4 4 4-4 4",
    "success": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.5l2.7 2.7L16 9.5",
    "sun": "M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1"
    "M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1"
    "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
    "screen": "M4 5h16v11H4zM9 20h6M12 16v4",
    "trash": "M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5",
    "video": "M3.5 6.5h11v11h-11zM14.5 10.5l6-3v9l-6-3",
}


def icon(name: IconName, *, size: int = 20) -> rx.Component:
    """A drawing beside words; screen readers skip it."""
    return rx.el.svg(
        rx.el.path(d=_SHAPES[name]),
        class_name="icon",
        width=str(size),
        height=str(size),
        view_box="0 0 24 24",
        fill="none",
        stroke="currentColor",
        stroke_width="2.75" if name == "more" else "1.75",
        custom_attrs={"strokeLinecap": "round", "strokeLinejoin": "round", "aria-hidden": "true"},
    )


def owl(*, size: int = 32) -> rx.Component:
    """The owl; its body takes the accent colour."""
    return rx.el.svg(
        rx.el.path(
            d="M9.2 6.2c3.9.4 6.8 1.7 9 3.3a21 21 0 0 1 11.6 0c2.2-1.6 5.1-2.9 9-3.3.9-.1 1.5.8 1.2 1.6-.6"
            " 1.7-.9 3.6-.7 5.6"
            " 1.5 2.9 2.3 6.3 2.3 10.2C41.6 35 34 43 24 43S6.4 35 6.4 23.6c0-3.9.8-7.3 2.3-10.2.2-2-.1-3.9-.7-5.6"
            "-.3-.8.3-1.7 1.2-1.6Z",
            fill="var(--accent)",
        ),
        rx.el.path(
            d="M24 41.2c-6.2 0-10.6-4.3-10.6-9.5 0-2.7 2.2-4 4.7-4 2.4 0 4.1 1.1 5.9 1.1s3.5-1.1 5.9-1.1"
            "c2.5 0 4.7 1.3 4.7 4 0 5.2-4.4 9.5-10.6 9.5Z",
            fill="color-mix(in oklab, var(--accent) 18%, white)",
        ),
        rx.el.circle(cx="16.2", cy="20", r="6.6", fill="#fff"),
        rx.el.circle(cx="31.8", cy="20", r="6.6", fill="#fff"),
        rx.el.circle(cx="17.2", cy="20.3", r="3.3", fill="#25211b"),
        rx.el.circle(cx="30.8", cy="20.3", r="3.3", fill="#25211b"),
        rx.el.circle(cx="18.3", cy="19", r="1.1", fill="#fff"),
        rx.el.circle(cx="31.9", cy="19", r="1.1", fill="#fff"),
        rx.el.path(d="M24 22.6c1.3 0 2.3.9 2.3 2 0 1.5-1.4 3-2.3 3s-2.3-1.5-2.3-3c0-1.1 1-2 2.3-2Z", fill="#e9a23b"),
        width=str(size),
        height=str(size),
        view_box="0 0 48 48",
        custom_attrs={"aria-hidden": "true"},
    )
