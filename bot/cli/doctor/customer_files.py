"""The doctor looks at the customer file: what was filed before it was checked is kept, and listed here (CUS-2, CUS-10, CUS-11)."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.doctor.findings import Finding, attention, few, note, well
from desk import contracts
from desk.customers import Contract, Customer, Licence
from i18n import _, company_day
from i18n.names import key


async def overlapping(session: AsyncSession, _now: datetime) -> list[Finding]:
    """Two periods of one product on one day."""
    names = {row.id: row.name for row in await session.execute(select(Customer.id, Customer.name))}
    theirs = defaultdict[int, list[Contract]](list)
    for contract in await session.scalars(select(Contract).order_by(Contract.customer_id, Contract.id)):
        theirs[contract.customer_id].append(contract)
    found = [
        f"{names[number]} ({one.number}, {other.number})"
        for number, periods in theirs.items()
        for one in periods
        for other in contracts.overlapping(one, periods)
        if one.id < other.id
    ]
    if not found:
        return [well("contracts", _("no two periods of one product overlap"))]
    text = _("two periods of one product on one day: {names}").format(names=few(found))
    return [attention("contracts", text, _("Correct one with `kefu customers contract CUSTOMER FROM TO`."))]


async def doubled(session: AsyncSession, _now: datetime) -> list[Finding]:
    """One licence or dongle number of one product at two customers."""
    rows = await session.execute(
        select(Licence.product, Licence.number, Customer.name)
        .join(Customer, Customer.id == Licence.customer_id)
        .where(Licence.number != "")
        .order_by(Licence.id)
    )
    owners = defaultdict[tuple[str, str], list[str]](list)
    for product, number, name in rows:
        owners[product, key(number)].append(f"{number}: {name}")
    found = [" = ".join(names) for names in owners.values() if len(names) > 1]
    if not found:
        return [well("licences", _("each number is of one customer"))]
    text = _("one number of several customers: {names}").format(names=few(found))
    remedy = _("Correct one with `kefu customers licence CUSTOMER PRODUCT --number NUMBER`.")
    return [attention("licences", text, remedy)]


async def not_accepted(session: AsyncSession, now: datetime) -> list[Finding]:
    """In a free or paid period, and nobody has said when they accepted: they are not visited back."""
    today = company_day(now)
    served = select(Contract.customer_id).where(
        Contract.starts_on <= today, Contract.ends_on >= today, Contract.kind.in_(("free", "paid"))
    )
    query = select(Customer.name).where(Customer.accepted_on.is_(None), Customer.id.in_(served))
    found = list(await session.scalars(query.order_by(Customer.id)))
    if not found:
        return []
    text = _("in service without an acceptance: {names}").format(names=few(found))
    return [note("acceptance", text, _("Import the day as accepted_on; visit-backs are counted from it."))]


LOOKS: tuple[Callable[[AsyncSession, datetime], Awaitable[list[Finding]]], ...] = (
    overlapping, doubled, not_accepted,
)  # fmt: skip
