"""The short answers given before a page or a route is reached: one calm sentence each."""

from html import escape

from starlette.responses import HTMLResponse, Response

from owl_app.i18n import current_language, t

_PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body{{font:1.125rem/1.6 system-ui,sans-serif;max-width:34rem;margin:20vh auto 0;padding:0 1.5rem}}
:root{{color-scheme:light dark}}a{{color:inherit}}</style>
<main><h1>{title}</h1><p>{sentence}</p><p><a href="/">{back}</a></p></main>
</html>
"""


def sentence(status: int, title: str, text: str) -> Response:
    """A small page that says what happened; title and text are already translated."""
    page = _PAGE.format(
        language=current_language(),
        title=escape(title),
        sentence=escape(text),
        back=escape(t("Back to the first page")),
    )
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})


def foreign_origin() -> Response:
    return sentence(
        403,
        t("This did not come from our own page"),
        t("For your safety we only accept what is sent from this site. Open the page again and retry."),
    )


def too_large() -> Response:
    return sentence(413, t("That is too large"), t("What you sent is larger than we can take. Please shorten it."))


def too_slow() -> Response:
    return sentence(408, t("That took too long"), t("Your message did not arrive completely. Please try again."))


def not_found() -> Response:
    return sentence(404, t("There is nothing here"), t("The address may be old or mistyped."))


def not_allowed() -> Response:
    return sentence(405, t("That cannot be done here"), t("This address does not take that kind of request."))


def broken(reference: str) -> Response:
    return sentence(
        500,
        t("Something went wrong on our side"),
        t(
            "Nothing you did caused this. If it happens again, tell your practice this number: {reference}",
            reference=reference,
        ),
    )
