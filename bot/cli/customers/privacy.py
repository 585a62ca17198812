"""`kefu privacy`: what is kept about people is given out, and erased."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

import bot.app  # noqa: F401 - brings in every table
from bot import settings
from bot.cli.kit import names
from bot.cli.kit.common import changing, opened, reading, run
from bot.cli.kit.show import say
from bot.privacy import erasures
from desk.people import Person
from desk.privacy import erasing, exporting
from desk.privacy.erasing import Subject
from errors import BadInput
from i18n import _

app = typer.Typer(no_args_is_help=True, help="Data of people: give out what is kept, erase it.")
ALL = 2**40

Name = Annotated[str, typer.Argument(help="The name or number of a person.")]
IsCustomer = Annotated[bool, typer.Option("--customer", help="A customer with all its people.")]


@app.command()
def export(
    name: Name,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to, a .zip; it must not be there yet.")],
    customer: IsCustomer = False,
) -> None:
    """Write all that is kept about somebody into a ZIP: a page, JSON and the files.

    Example: [green]kefu privacy export 王丽 wangli.zip[/]
    """
    if file.exists():
        raise BadInput(_("{file} is there already; please choose another name.").format(file=file))
    content = run(_export(name, customer))
    file.touch(0o600)
    file.write_bytes(content)
    say(_("{file}: {size} MB").format(file=file, size=f"{len(content) / 2**20:.1f}"))


@app.command()
def erase(
    name: Name,
    customer: IsCustomer = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else it is only shown what would go.")] = False,
) -> None:
    """Erase somebody: words, names and files go; numbers, times and moves stay. It cannot be taken back.

    Example: [green]kefu privacy erase 王丽 --yes[/]
    """
    run(_erase(name, customer, yes))


async def _export(name: str, customer: bool) -> bytes:
    async with reading() as (session, now):
        subject = await _subject(session, name, customer)
        found = await exporting.kept(session, await erasing.who(session, subject), ALL)
    return await asyncio.to_thread(exporting.packed, found, subject.name, now)


async def _erase(name: str, customer: bool, yes: bool) -> None:
    async with reading() as (session, _now):
        subject = await _subject(session, name, customer)
        seen = await erasing.preview(session, subject)
    say(_("{name}: this goes or is emptied:").format(name=subject.name))
    for table, number in seen.counts.items():
        say(f"  {table}: {number}")
    if seen.why_not:
        raise BadInput(seen.why_not)
    if not yes:
        return say(_("Nothing has been changed. With --yes it goes, and cannot be brought back."))
    async with changing() as (session, now):
        await erasing.erase(session, await session.get_one(type(subject), subject.id), now, by=None)
    async with opened() as (store, _now):
        await erasures.write_down(store, erasures.file(settings.load(), store))
    return say(_("It is erased. Backups made before still hold it: restored, they lose it again."))


async def _subject(session: AsyncSession, name: str, customer: bool) -> Subject:
    if customer:
        return await names.customer(session, name)
    found = [person async for person in await session.stream_scalars(_people(name))]
    if not found:
        raise BadInput(_("There is nobody by the name {name}.").format(name=name))
    if len(found) > 1:
        numbers = ", ".join(str(person.id) for person in found)
        raise BadInput(_("Several people have this name; say the number: {numbers}").format(numbers=numbers))
    return found[0]


def _people(name: str) -> Select[Person]:
    wanted = [Person.name == name, *([Person.id == int(name)] if name.isdecimal() and len(name) < 19 else [])]
    return select(Person).where(wanted[-1]).order_by(Person.id)
