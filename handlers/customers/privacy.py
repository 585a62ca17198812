"""What is kept about people: each gets their own (/me), administrators anybody's, and they erase it (/privacy).

What goes is shown first; who may is asked again at each press.
"""

from datetime import datetime
from functools import partial

from sqlalchemy import select

from desk.access import require
from desk.customers import Customer
from desk.files import File
from desk.people import Person, Role
from desk.privacy import erasing, exporting, personal
from desk.privacy.erasing import Subject
from desk.privacy.exporting import Kept
from errors import BadInput, NotFound
from handlers.chat.cards import button, verb
from handlers.chat.jobs import job
from handlers.chat.message import Rows
from handlers.chat.turn import Turn
from i18n import _
from i18n.joining import labelled

SHOWN = 5


def own_button(person: Person) -> Rows:
    """Under /me."""
    return [[button(_("📦 All data about me"), "give_out", person.id, 0, "person")]]


async def command(turn: Turn, rest: str) -> None:
    """`/privacy 王丽`: people and customers of this name, each with what can be done."""
    require(turn.person, Role.ADMIN)
    if not rest.strip():
        raise BadInput(_("Whose data? Like this: /privacy Emma Clarke"))
    found: list[Subject] = []
    for table in (Person, Customer):
        query = select(table).where(table.name.contains(rest.strip(), autoescape=True)).order_by(table.id)
        found += await turn.session.scalars(query.limit(SHOWN))
    if not found:
        raise NotFound(_("I know nobody of this name."))
    for subject in found:
        kind = subject.__tablename__
        name = _("{name} (customer, with all its people)") if isinstance(subject, Customer) else "{name}"
        turn.say(
            f"{name.format(name=subject.name)} · {subject.id}",
            [
                [
                    button(_("📦 Give out"), "give_out", subject.id, 0, kind),
                    button(_("🗑 Erase …"), "preview_erasure", subject.id, 0, kind),
                ]
            ],
            about=subject.ref,
        )


@verb
@job()
async def give_out(turn: Turn, number: int, version: int, extra: str) -> None:
    """All that is kept, as a ZIP; one's own for everybody."""
    if (extra, number) != ("person", turn.person.id):
        require(turn.person, Role.ADMIN)
    subject = await _subject(turn, number, extra)
    found = await exporting.kept(turn.session, await erasing.who(turn.session, subject))
    turn.say(
        _(
            "What is kept about {name}: a page to read (index.html), the same for machines, and the files."
        ).format(name=subject.name),
        drawn=partial(_zipped, found, subject.name, turn.now, f"data-{extra}-{number}.zip"),
        card=f"{personal.GIVEN_OUT}{extra}:{number}",
        about=subject.ref,
        fresh=True,
    )


def _zipped(found: Kept, name: str, now: datetime, called: str) -> list[File]:
    """Drawn in another process: it takes values, and no closure."""
    return [File.holding(exporting.packed(found, name, now), called, "application/zip")]


@verb
async def preview_erasure(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, Role.ADMIN)
    subject = await _subject(turn, number, extra)
    seen = await erasing.preview(turn.session, subject)
    lines = [_("{name}: this goes or is emptied:").format(name=subject.name)]
    lines += [labelled(table, count) for table, count in seen.counts.items()]
    if seen.why_not:
        return turn.say(
            "\n".join([*lines, "", _("Not now: {why}").format(why=seen.why_not)]), about=subject.ref
        )
    lines += ["", _("Numbers, times and moves stay, so that figures hold. It cannot be taken back.")]
    return turn.say(
        "\n".join(lines), [[button(_("🗑 Yes, erase"), "erase_data", number, 0, extra)]], about=subject.ref
    )


@verb
async def erase_data(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, Role.ADMIN)
    subject = await _subject(turn, number, extra)
    if await erasing.is_erased(turn.session, subject):
        return turn.say(_("Nothing to change: it is so already."))
    await erasing.erase(turn.session, subject, turn.now, by=turn.person.id)
    return turn.say(_("It is erased. Backups made before still hold it: restored, they lose it again."))


async def _subject(turn: Turn, number: int, kind: str) -> Subject:
    found: Subject | None = (
        await turn.session.get(Customer, number)
        if kind == "customer"
        else await turn.session.get(Person, number)
    )
    if found is None:
        raise NotFound(_("I know nobody of this name."))
    return found
