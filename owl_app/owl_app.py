"""The Reflex app: pages, middleware, HTTP routes; nothing else."""

import reflex as rx

app = rx.App(toaster=None, enable_state=True)


def index() -> rx.Component:
    return rx.el.main(rx.el.h1("Owl App"))


app.add_page(index, route="/")
