"""Receipts as files: one, a year in one PDF or ZIP, the yearly statement; and one sent by email behind a password."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from urllib.parse import quote
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from starlette.requests import Request
from starlette.responses import Response

from owl_app.documents import protection, receipt, statement
from owl_app.errors import Conflict, OwlError
from owl_app.i18n import speaking, t
from owl_app.services import own_receipts, receipt_letters, receipts
from owl_app.services.access import CLIENTS, STAFF
from owl_app.services.receipt_letters import FileForm
from owl_app.services.receipts import File
from owl_app.web import answers, session
from owl_app.web.http import answer


async def one(request: Request) -> Response:
    """A receipt as PDF, for whoever may look at it; to save with `?download`."""
    receipt_id = request.path_params["receipt_id"]
    with speaking(answer.language_of_form(request)):
        try:
            viewer = await answer.must_be(request, STAFF | CLIENTS)
            file = await session.read(answer.who(request), receipts.get_file, receipt_id=receipt_id)
            if viewer.kind in CLIENTS:
                await session.act(answer.who(request), own_receipts.note_opened, receipt_id=receipt_id)
        except OwlError:
            return answers.not_found()
    return _file(request, file)


async def year(request: Request) -> Response:
    """The receipts of a client's year in one PDF."""

    async def made(which: dict[str, Any]) -> File:
        found = await session.read(answer.who(request), own_receipts.get_year, **which)
        content = await session.rendered(receipt.render_all, receipts=found.receipts, title=found.title)
        return File(found.name, content)

    return await _of_year(request, made)


async def originals(request: Request) -> Response:
    """The same receipts as they were issued, in a ZIP."""

    async def made(which: dict[str, Any]) -> File:
        found = await session.read(answer.who(request), own_receipts.get_originals, **which)
        return File(f"{t('receipts')}-{which['year']}.zip", await session.rendered(_zipped, files=found))

    return await _of_year(request, made)


async def yearly_statement(request: Request) -> Response:
    """What was paid in a year for one client, or for everybody whom the login sees."""

    async def made(which: dict[str, Any]) -> File:
        data = await session.read(answer.who(request), own_receipts.get_statement, **which)
        logo = await session.read(answer.who(request), own_receipts.get_logo)
        return File(statement.name_of(data), await session.rendered(statement.render, data=data, logo=logo))

    return await _of_year(request, made, statement=True)


@answer.for_fetch
async def email(request: Request) -> Response:
    """Send a receipt as a file; the password goes into its encryption and nowhere else."""
    await answer.must_be(request, STAFF)
    receipt_id = request.path_params["receipt_id"]
    form = FileForm.read(await answer.fields_of(request, *FileForm.model_fields))
    content = await session.read(
        answer.who(request), receipt_letters.get_file_to_send, receipt_id=receipt_id, form=form
    )
    protected = await session.rendered(protection.protect, content=content, password=form.password)
    await session.act(
        answer.who(request), receipt_letters.send_file, receipt_id=receipt_id, email=form.email, protected=protected
    )
    return answer.done(message=t("The receipt is on its way to {email}.", email=form.email))


async def _of_year(request: Request, made: Any, **noted: bool) -> Response:
    with speaking(answer.language_of_form(request)):
        typed = request.path_params["year"]
        which = {**request.path_params, "year": int(typed) if re.fullmatch("[0-9]{4}", typed) else 0}
        try:
            await answer.must_be(request, CLIENTS)
            file = await made(which)
            await session.act(answer.who(request), own_receipts.note_year_opened, **which, **noted)
        except Conflict as conflict:
            return answers.sentence(409, t("That is too much for one file"), conflict.message)
        except OwlError:
            return answers.not_found()
    return _file(request, file)


def _file(request: Request, file: File) -> Response:
    is_zip = file.name.endswith(".zip")
    way = "attachment" if is_zip or "download" in request.query_params else "inline"
    name = file.name.replace("/", "-")
    plain = "".join(char if char.isascii() and char not in '"\\' else "_" for char in name)
    return Response(
        file.content,
        media_type="application/zip" if is_zip else "application/pdf",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        },
    )


def _zipped(*, files: Sequence[File]) -> bytes:
    """Stored as they are: a PDF does not get smaller."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as packed:
        for each in files:
            packed.writestr(ZipInfo(each.name.replace("/", "-")), each.content)
    return out.getvalue()
