"""`kefu documents`: a customer's documents with versions and readers; who has read and sent them (CUS-9)."""

from mimetypes import guess_type
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names
from bot.cli.kit.common import changing, ended_kindly, reading, run
from bot.cli.kit.show import as_json, say, table
from desk.files import File
from desk.people import ROLE_NAMES, Person, Role
from desk.policies.readers import roles as read_roles
from desk.sales import documents
from desk.sales.documents import Document, DocumentKind
from errors import BadInput, NotFound
from i18n import N_, _

app = typer.Typer(
    no_args_is_help=True, help="The documents of customers: add, list, open, who has read them."
)
Whose = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="Name or a part of it, service code, licence or number.")
]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Of the document, as the list has it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
HEADS = (N_("number"), N_("kind"), N_("title"), N_("version"), N_("readers"), N_("added"), "sha256")
LONGEST_LOG = 1000


@app.command("list")
def list_documents(customer: Whose, json: Json = False) -> None:
    """List the newest version of each document.

    Example: [green]kefu documents list 明月纺织[/]
    """
    rows = run(_list(customer))
    if json:
        return as_json(rows)
    return table([_(head) for head in HEADS], [list(row.values()) for row in rows])


@app.command()
def add(
    customer: Whose,
    file: Annotated[Path, typer.Argument(help="The file.")],
    kind: Annotated[
        str, typer.Option(help="contract, contract_without_prices, acceptance, plan or other.")
    ] = "other",
    title: Annotated[
        str, typer.Option(help="Its name; of the same kind and name it is the next version.")
    ] = "",
    readers: Annotated[str, typer.Option(help="Roles that may read it, like sales general_manager.")] = "",
) -> None:
    """Add a document, or the next version of one.

    Example: [green]kefu documents add 明月纺织 contract.pdf --kind contract --title "Service 2027"[/]
    """
    with ended_kindly():
        content = file.read_bytes()
    run(_add(customer, (file.name, content), kind, title, readers))


@app.command("open")
def open_document(
    number: Number, to: Annotated[Path, typer.Argument(help="Where it is written to.")]
) -> None:
    """Write a document into a file; the reading is noted.

    Example: [green]kefu documents open 12 contract.pdf[/]
    """
    content = run(_open(number))
    with ended_kindly():
        to.write_bytes(content)
    say(str(to))


@app.command()
def log(number: Number, json: Json = False) -> None:
    """Show who has added, read and sent a document, the latest first.

    Example: [green]kefu documents log 12[/]
    """
    rows = run(_log(number))
    if json:
        return as_json(rows)
    return table(
        [_("time"), _("what"), _("version"), _("who"), _("to")], [list(row.values()) for row in rows]
    )


async def _list(customer: str) -> list[dict[str, object]]:
    async with reading() as (session, _now):
        found = await documents.of_customer(session, await names.customer(session, customer))
        return [
            {
                "number": each.id,
                "kind": each.kind,
                "title": each.name,
                "version": each.number,
                "readers": ", ".join(_(ROLE_NAMES[Role(role)]) for role in each.readers),
                "added_at": each.added_at,
                "sha256": each.sha256,
            }
            for each in found
        ]


async def _add(whose: str, file: tuple[str, bytes], kind: str, title: str, readers: str) -> None:
    if kind not in list(DocumentKind):
        raise BadInput(_("Please write one of these words: {words}").format(words=" ".join(DocumentKind)))
    roles = [Role(role) for role in read_roles(readers)] if readers else []
    name, content = file
    async with changing() as (session, now):
        customer = await names.customer(session, whose)
        held = File.holding(content, name, guess_type(name)[0] or "application/octet-stream")
        document = await documents.add(session, customer, DocumentKind(kind), title, held, None, now, roles)
        if roles:
            await documents.set_readers(session, document, roles, None, now)
        text = _("{name} · version {n}").format(name=document.name, n=document.number)
    say(f"{customer.name}: {text}")


async def _found(session: AsyncSession, number: int) -> Document:
    document = await session.get(Document, number)
    if document is None:
        raise NotFound(_("I cannot find that."))
    return document


async def _open(number: int) -> bytes:
    async with changing() as (session, now):
        document = await _found(session, number)
        content = await session.scalar(select(File.content).where(File.id == document.file_id))
        if content is None:
            raise NotFound(_("Its content has not come yet, or is no longer kept."))
        await documents.read(session, document, None, now)
        return content


async def _log(number: int) -> list[dict[str, object]]:
    async with reading() as (session, _now):
        rows: list[dict[str, object]] = []
        for entry in await documents.history(session, await _found(session, number), LONGEST_LOG):
            who = await session.get(Person, entry.by) if entry.by else None
            to = await session.get(Person, entry.data.get("given_to", 0))
            of = await session.get_one(Document, entry.record_id)
            what = entry.event.partition(".")[2]
            rows.append({"at": entry.at, "what": what, "version": of.number, "who": who.name if who else "", "to": to.name if to else ""})  # fmt: skip
        return rows
