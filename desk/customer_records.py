"""Filing a customer: one name and one service code are one customer, no matter who files it and by which way (CUS-1)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.customers import Customer, Licence
from desk.events import Event
from errors import BadInput
from i18n import _
from i18n.names import clean, key
from store.notes import Note

CODE = 20  # characters of a service code


NUMBERS: Note[dict[str, int]] = Note(dict)  # of customers, by the key of their name


@dataclass(frozen=True)
class Facts:
    """What is known of a customer; "" and None: nothing is said about it."""

    service_code: str = ""
    address: str = ""
    region: str = ""
    category: str = ""
    accepted_on: date | None = None


async def called(session: AsyncSession, name: str) -> Customer | None:
    """The customer of that name, or of that name before two were joined. Loaded again each time, for the row before may have been taken back."""
    number = (await _numbers(session)).get(key(name))
    query = select(Customer).where(Customer.id == number)
    found: Customer | None = await session.scalar(query.execution_options(populate_existing=True))
    if found is None or key(found.name) != key(name):
        return None
    return await session.get(Customer, found.merged_into_id) if found.merged_into_id else found


async def _numbers(session: AsyncSession) -> dict[str, int]:
    """Each customer's number by the key of their name, read once in a session."""
    numbers = NUMBERS.of(session)
    if not numbers:
        rows = await session.execute(select(Customer.name, Customer.id))
        numbers.update((key(name), number) for name, number in rows)
    return numbers


async def file(
    session: AsyncSession, name: str, facts: Facts, now: datetime, by: int | None = None
) -> Customer:
    """A new customer. Raises BadInput when there is one of that name or service code."""
    name = clean(name)
    if not name or name.isdigit():
        raise BadInput(_("A customer needs a name that is not a number."))
    if not facts.service_code or len(facts.service_code) > CODE:
        raise BadInput(
            _("A new customer needs a service code of at most {limit} characters.").format(limit=CODE)
        )
    if await called(session, name):
        raise BadInput(_("There is a customer {name} already.").format(name=name))
    await check_code(session, facts.service_code, None)
    customer = Customer(
        name=name,
        service_code=facts.service_code,
        address=facts.address,
        region=facts.region,
        category=facts.category or "regular",
        accepted_on=facts.accepted_on,
        created_at=now,
        licences=[],
        contracts=[],
    )
    session.add(customer)
    await journal.write(session, customer, Event.CUSTOMER_ADDED, by=by, now=now)
    await session.flush()
    (await _numbers(session))[key(name)] = customer.id
    return customer


async def check_code(session: AsyncSession, code: str, own: Customer | None) -> None:
    """Raises BadInput for a service code that another customer has."""
    other = await session.scalar(select(Customer).where(Customer.service_code == code))
    if other is not None and other is not own:
        raise BadInput(
            _("The service code {code} belongs to {name} already.").format(code=code, name=other.name)
        )


async def rename(session: AsyncSession, customer: Customer, name: str) -> None:
    """The customer has another name. Raises BadInput for the name of another customer."""
    other = await called(session, name := clean(name))
    if not name or name.isdigit():
        raise BadInput(_("A customer needs a name that is not a number."))
    if other is not None and other is not customer:
        raise BadInput(_("There is a customer {name} already.").format(name=name))
    customer.name = name
    (await _numbers(session))[key(name)] = customer.id


def installed(customer: Customer, product: str, version: str, on: date, *, upgraded: bool = False) -> Licence:
    """This version is in use there now, since when, and when it was last upgraded (CUS-11)."""
    licence = next((each for each in customer.licences if each.product == product), None)
    if licence is None:
        customer.licences.append(licence := Licence(product=product, number=""))
    licence.version = version or licence.version or ""
    licence.installed_on = licence.installed_on or on
    licence.upgraded_on = on if upgraded else licence.upgraded_on
    return licence
