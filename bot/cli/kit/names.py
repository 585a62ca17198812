"""Finding what a name on the command line means: without regard to case, never by guessing."""

from collections.abc import Sequence

from rapidfuzz import process
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.show import NEAREST, listed
from desk import customers
from desk.customers import Customer, Product, products
from desk.people import STAFF_NUMBERS, Person
from desk.ticket import Ticket
from errors import BadInput, NotFound
from i18n import N_, _
from i18n.joining import noted
from i18n.names import key

Named = tuple[int, str]  # number, name
SHOWN = 8  # customers who may be meant
NO_STAFF = N_("Nobody of the staff is called {name}. There are: {names}")
NO_CUSTOMER = N_("There is no customer called {name}. There are: {names}")


def matching(rows: Sequence[Named], wanted: str) -> list[int]:
    """The ids of people with that name; an id is accepted when nobody has that name."""
    plain = key(wanted)
    called = [number for number, name in rows if key(name) == plain]
    return called or [number for number, _name in rows if str(number) == plain]


def pick(rows: Sequence[Named], wanted: str, missing: str) -> int:
    """The one that is meant. Raises NotFound with the nearest names, BadInput when several are called that."""
    found = matching(rows, wanted)
    if not found:
        raise NotFound(_(missing).format(name=wanted, names=_nearest(rows, wanted)))
    if len(found) > 1:
        numbers = ", ".join(map(str, found))
        raise BadInput(
            _("Several are called {name}. Give one of their numbers instead: {numbers}.").format(
                name=wanted, numbers=numbers
            )
        )
    return found[0]


def _nearest(rows: Sequence[Named], wanted: str) -> str:
    names = list(dict.fromkeys(name for _number, name in rows))
    if len(names) <= NEAREST:
        return listed(names)
    return ", ".join(name for name, _score, _at in process.extract(wanted, names, limit=NEAREST)) + " …"


async def all_staff(session: AsyncSession, *, left: bool = False) -> list[Person]:
    """Everyone with a role in the company; those who have left only with `left`."""
    in_company = Person.id.in_(STAFF_NUMBERS)
    query = select(Person).where(in_company, Person.active.is_(not left))
    return list(await session.scalars(query.order_by(Person.id)))


async def staff(session: AsyncSession, name: str) -> Person:
    people = {person.id: person for person in await all_staff(session)}
    return people[pick([(p.id, p.name) for p in people.values()], name, NO_STAFF)]


async def customer_names(session: AsyncSession) -> list[Named]:
    standing = select(Customer.id, Customer.name).where(Customer.merged_into_id.is_(None))
    rows = await session.execute(standing.order_by(Customer.id))
    return [(number, name) for number, name in rows]


async def customer(session: AsyncSession, name: str) -> Customer:
    """By name or number; else by service code, lock or licence number, or a part of the name that only one has."""
    rows = await customer_names(session)
    if not matching(rows, name) and (found := await customers.find(session, name, SHOWN + 1)):
        if len(found) > 1:
            raise BadInput(
                _("{name} may be several: {names}. Please say more of the name, or the service code.").format(
                    name=name, names=_listed(found)
                )
            )
        return found[0]
    return await session.get_one(Customer, pick(rows, name, NO_CUSTOMER))


def _listed(found: Sequence[Customer]) -> str:
    more = [" …"] if len(found) > SHOWN else []
    return "".join([listed(noted(each.name, each.service_code) for each in found[:SHOWN]), *more])


async def product(session: AsyncSession, code: str) -> Product:
    """By its code or its name in either language."""
    known = await products(session)
    plain = key(code)
    found = next((p for p in known if plain in (key(p.code), key(p.name), key(p.name_en))), None)
    if found is None:
        raise NotFound(
            _("There is no product {code}. There are: {codes}.").format(code=code, codes=_near(known, code))
        )
    return found


def _near(known: Sequence[Product], code: str) -> str:
    """Their codes, the nearest first."""
    ranked = process.extract(code, [f"{p.code} {p.name} {p.name_en}" for p in known], limit=NEAREST)
    return listed(known[at].code for _text, _score, at in ranked) + (" …" if len(known) > NEAREST else "")


async def product_codes(session: AsyncSession, codes: Sequence[str]) -> list[str]:
    """As they are catalogued. Raises NotFound for the first that is not."""
    return [(await product(session, code)).code for code in codes]


async def ticket(session: AsyncSession, number: str) -> Ticket:
    """By what people call it: `K-1042`, `k1042` or `1042`."""
    digits = number.strip().lower().removeprefix("k").removeprefix("-")
    found = await session.get(Ticket, int(digits) - 1000) if digits.isascii() and digits.isdigit() else None
    if found is None:
        last = await session.scalar(select(Ticket).order_by(Ticket.id.desc()).limit(1))
        raise NotFound(
            _("There is no ticket {number}. The latest is {last}.").format(
                number=number, last=last.number if last else _("none yet")
            )
        )
    return found
