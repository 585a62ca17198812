"""What groups are called, in the language that is spoken now."""

from collections.abc import Iterable
from zlib import crc32

from sqlalchemy import distinct, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.customers import Customer
from desk.figures.scope import By, Key
from desk.people import Person
from desk.ticket import PROBLEM_TYPE_NAMES, SOURCE_NAMES, Ticket, TicketSource
from errors import NotFound
from i18n import N_, _, spoken
from kb.base import taxonomy
from kb.base.entry import ProblemType

UNKNOWN = {
    By.PERSON: N_("nobody yet"),
    By.PRODUCT: N_("Product not known"),
    By.MODULE: N_("module not known"),
    By.REGION: N_("no region"),
    By.CUSTOMER: N_("not a customer"),
    By.KIND: N_("type not known"),
    By.LEVEL: N_("level not known"),
    By.SOURCE: N_("source not known"),
    By.SUBTYPE: N_("sub-type not known"),
}


async def labels(session: AsyncSession, by: By, keys: Iterable[Key]) -> dict[Key, str]:
    """The names of these groups, in their order."""
    keys = list(keys)
    names = await _names(session, by, [key for key in keys if key])
    return {key: (names.get(key) or str(key)) if key else _(UNKNOWN[by]) for key in keys}


async def _names(session: AsyncSession, by: By, keys: list[Key]) -> dict[Key, str]:
    if by is By.PRODUCT:
        return {
            product.code: product.named(spoken().language) for product in await customers.products(session)
        }
    if by is By.KIND:
        return {key: _(PROBLEM_TYPE_NAMES[ProblemType(str(key))]) for key in keys if key in list(ProblemType)}
    if by is By.SUBTYPE:
        known = await taxonomy.catalogue(session)
        return {code: each.named(spoken().language) for code, each in known.items()}
    if by is By.SOURCE:
        return {key: _(SOURCE_NAMES[TicketSource(str(key))]) for key in keys if key in list(TicketSource)}
    if by is By.LEVEL:
        return {key: _("level {level}").format(level=key) for key in keys}
    found: dict[Key, str] = {}
    if by in (By.PERSON, By.CUSTOMER):
        table = Person if by is By.PERSON else Customer
        for start in range(0, len(keys), 500):
            rows = await session.execute(
                select(table.id, table.name).where(table.id.in_(keys[start : start + 500]))
            )
            found.update((number, name) for number, name in rows)
    return found


def short(key: Key) -> str:
    """A key as a button carries it; what people named freely by its number."""
    return (
        ""
        if key in (None, "")
        else str(key)
        if str(key).isalnum() and len(str(key).encode()) <= 20
        else f"~{_digest(str(key))}"
    )


async def key_of(session: AsyncSession, by: By, text: str) -> Key:
    """The key that `short` made this of. Raises NotFound."""
    if by in (By.PERSON, By.CUSTOMER, By.LEVEL):
        if text and not (text.isdecimal() and len(text) < 19):
            raise NotFound(_("I cannot find that among the figures."))
        return int(text) if text else None
    if not text.startswith("~"):
        return text
    column = {
        By.REGION: Customer.region,
        By.MODULE: Ticket.module,
        By.PRODUCT: Ticket.product,
        By.SUBTYPE: Ticket.subtype,
    }.get(by)
    for name in await session.scalars(select(distinct(column))) if column is not None else ():
        if f"~{_digest(name)}" == text:
            return str(name)
    raise NotFound(_("I cannot find that among the figures."))


def _digest(name: str) -> str:
    return f"{crc32(name.encode()):08x}"
