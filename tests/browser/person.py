"""Somebody at a browser: one page, its screenshots, and everything the browser complained about."""

import re
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from owl_app.i18n import DEFAULT, PSEUDO, localised
from tests.eventually import PATIENCE

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
PHONE, DESK = 390, 1280
HEIGHT = {PHONE: 844, DESK: 800}
_ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of 4(03|09|22|29)")
"""Chromium reports refused forms as errors; the journeys check the sentences instead."""


class Person:
    """One browser of one person; what the browser complains about is collected in `complaints`."""

    def __init__(
        self,
        chromium: Browser,
        origin: str,
        folder: str,
        *,
        width: int = DESK,
        javascript: bool = True,
        colours: Literal["light", "dark"] = "light",
        language: str = DEFAULT,
        zone: str = "America/Toronto",
    ) -> None:
        self.complaints: list[str] = []
        self.signed_in_as = ""
        self._language = language
        self._colours = colours
        self.offline_is_fine = False
        self._folder = folder
        self.origin = origin
        self.context = chromium.new_context(
            base_url=origin,
            viewport={"width": width, "height": HEIGHT[width]},
            java_script_enabled=javascript,
            color_scheme=colours,
            reduced_motion="reduce",
            locale="en-CA",
            timezone_id=zone,
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.context.set_default_timeout(PATIENCE * 1000)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        self.page: Page = self.context.new_page()

    def t(self, text: str) -> str:
        """How the text stands on this person's screen."""
        return f"⟦{text}⟧" if self._language == PSEUDO else text

    def speak(self, language: str) -> None:
        """From now on every page is opened in this language."""
        self._language = language

    def open(self, path: str) -> None:
        self.page.goto(localised(path, self._language))

    def field(self, label: str) -> Locator:
        """A field by its label, whether or not it is marked as optional."""
        marked = rf"^{re.escape(self.t(label))}(\s*{re.escape(self.t('optional'))})?$"
        return self.page.get_by_label(re.compile(marked))

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=self.t(name), exact=True)

    def link(self, name: str, *, said: bool = False) -> Locator:
        """A link by its text, which is data instead of ours where it is `said` by somebody."""
        return self.page.get_by_role("link", name=name if said else self.t(name), exact=True)

    def heading(self, text: str, *, said: bool = False) -> Locator:
        return self.page.get_by_role("heading", name=text if said else self.t(text), exact=True)

    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def write(self, **fields: str) -> None:
        """Type into fields by their labels, with `_` for a space."""
        for label, value in fields.items():
            self.field(label.replace("_", " ")).fill(value)

    def press(self, name: str) -> None:
        self.button(name).click()

    def sees(self, sentence: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(sentence).filter(visible=True).first).to_be_visible()

    def is_at(self, path: str) -> None:
        """Waits for the address; `*` stands for an id, and a query is left out of account."""
        pattern = re.escape(localised(path, self._language)).replace(r"\*", r"[0-9a-f-]{36}")
        expect(self.page).to_have_url(re.compile(rf"^http://localhost:\d+{pattern}(\?.*)?$"))

    def shot(self, step: str) -> None:
        """Keep the step as a picture, on a phone and on a desk, in light and in dark."""
        if not self._folder:
            return
        before = self.page.viewport_size
        for width in (PHONE, DESK):
            self.page.set_viewport_size({"width": width, "height": HEIGHT[width]})
            for colours in ("dark", "light") if self._colours == "light" else ("light", "dark"):
                self._look(colours)
                self.picture(f"{step}-{colours}-{width}")
        if before:
            self.page.set_viewport_size(before)

    def _look(self, colours: Literal["light", "dark"]) -> None:
        """Let the page follow the colours of the device; one without JavaScript has its own."""
        self.page.emulate_media(color_scheme=colours)
        if re.search("light|dark", self.page.locator("html").get_attribute("class") or ""):
            expect(self.page.locator("html")).to_have_class(re.compile(colours))

    def picture(self, name: str) -> None:
        """Keep what is in sight: the whole page would tear what is fixed to its edges."""
        if not self._folder:
            return
        folder = SCREENSHOTS / self._folder
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.png", animations="disabled")

    def leave(self) -> None:
        self.context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or _ANSWERED.search(message.text):
            return
        if "WebSocket is closed before the connection is established" in message.text:
            return  # somebody went on to another page
        lost = "WebSocket" in message.text or "ERR_CONNECTION" in message.text
        if not (self.offline_is_fine and lost):
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")
