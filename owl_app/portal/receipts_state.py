"""The receipts of the person whose page it is, a year at a time."""

from dataclasses import dataclass

import reflex as rx

from owl_app.i18n import DEFAULT, current_language
from owl_app.money import written_amount
from owl_app.portal.whose_state import choose
from owl_app.services import own_receipts
from owl_app.services.access import CLIENTS, PORTAL
from owl_app.services.own_clients import Whose
from owl_app.services.own_receipts import MOST, OwnReceipt, OwnYear
from owl_app.web.live import live
from owl_app.web.screen import Screen, handler
from owl_app.web.session import read, viewer_of
from owl_app.written import written_date


@dataclass(frozen=True)
class ReceiptLine:
    """One receipt in words, and where its file is."""

    id: str
    label: str
    day: str
    provider: str
    amount: str
    is_void: bool
    href: str
    download: str


@dataclass(frozen=True)
class YearFiles:
    """Where the files of a year are; nothing where there is none, or too much for one file."""

    pdf: str
    archive: str
    statement: str
    together: str


NO_RECEIPT = ReceiptLine("", "", "", "", "", False, "", "")
NO_FILES = YearFiles("", "", "", "")


class ReceiptsState(Screen, rx.State):
    """One year of receipts."""

    receipts: list[ReceiptLine] = []
    years: list[str] = []
    year: str = ""
    total: str = ""
    files: YearFiles = NO_FILES
    whose: str = ""
    is_shown: bool = False
    has_more: bool = False
    too_many: bool = False
    _about: str = ""

    @handler(PORTAL, loads=True)
    async def load(self) -> None:
        live.watch(self, await viewer_of(self), ReceiptsState.load)
        await self._show()
        self.loaded = True

    @handler(CLIENTS)
    async def show_year(self, year: str) -> None:
        self.year = year if year in self.years else self.year
        await self._show()

    async def _show(self) -> None:
        frame, found = await self._enter(), await choose(self)
        self.is_shown = await read(self, own_receipts.are_shown)
        about = found.chosen.id if found.chosen else ""
        if about != self._about:
            self._about, self.year = about, ""
        if not self.is_shown or not about:
            self._forget()
            return
        asked = int(self.year) if self.year else 0
        year = await read(self, own_receipts.list_own, client_id=about, year=asked)
        self.receipts = [in_words(each, frame.locale) for each in year.receipts]
        self.years, self.year = [str(each) for each in year.years], str(year.year or "")
        self.total = ", ".join(written_amount(amount, currency, frame.locale) for amount, currency in year.totals)
        self.whose = found.chosen.name if found.chosen and len(found.people) > 1 else ""
        self.has_more, self.too_many = year.has_more, max(year.in_force, year.together) > MOST
        self.files = _files(year, about, found)

    def _forget(self) -> None:
        self.receipts, self.years, self.year = [], [], ""
        self.total, self.files, self.whose, self.has_more, self.too_many = "", NO_FILES, "", False, False


def in_words(receipt: OwnReceipt, locale: str) -> ReceiptLine:
    """A receipt as its line shows it."""
    file = f"/receipts/{receipt.id}.pdf"
    return ReceiptLine(
        id=receipt.id,
        label=receipt.label,
        day=written_date(receipt.paid_on, locale),
        provider=receipt.provider,
        amount=written_amount(receipt.amount, receipt.currency, locale),
        is_void=receipt.is_void,
        href=_in_language(file),
        download=_in_language(f"{file}?download"),
    )


def _files(year: OwnYear, client_id: str, whose: Whose) -> YearFiles:
    own, every = f"/portal/receipts/{client_id}/{year.year}", f"/portal/receipts/{year.year}"
    fits = 0 < year.in_force <= MOST
    is_one_of_several = len(whose.people) > 1 and 0 < year.together <= MOST
    return YearFiles(
        pdf=_in_language(f"{own}.pdf?download") if fits else "",
        archive=_in_language(f"{own}.zip") if fits else "",
        statement=_in_language(f"{own}/statement.pdf") if fits else "",
        together=_in_language(f"{every}/statement.pdf") if is_one_of_several else "",
    )


def _in_language(address: str) -> str:
    """A route answers in the language of the page that leads to it."""
    language = current_language()
    if language == DEFAULT:
        return address
    return f"{address}{'&' if '?' in address else '?'}lang={language}"
