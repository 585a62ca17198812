"""`kefu releases`: listed, and what each customer chose exported (REL-1, REL-2)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Customer, Licence, Product
from desk.people import Person, Role
from desk.releases import announcing, fixes
from desk.releases.release import ReleaseKind
from tests.cli.conftest import Cli, a_ticket


async def _announced(session: AsyncSession, now: datetime) -> None:
    session.add(Product(code="NE", name="星河ERP"))
    await session.flush()
    customer = Customer(
        name="明月纺织", service_code="S-1", created_at=now, licences=[Licence(product="NE")], contracts=[]
    )
    developer = Person(name="郭磊", created_at=now)
    developer.give(Role.DEVELOPER)
    session.add_all([customer, developer])
    await session.flush()
    ticket = await a_ticket(session, now, customer=customer)
    release = await announcing.draft(session, "NE", "8.2", ReleaseKind.PATCH, developer, now)
    release.notes = "更稳定"
    await fixes.add(session, release, [ticket.ref])
    await announcing.announce(session, release, developer, now)


def test_listed_and_exported(kefu: Cli) -> None:
    kefu.do(_announced)
    [row] = kefu.json("releases", "list")
    assert (row["number"], row["version"], row["mends"], row["customers"]) == ("V-1001", "8.2", "K-1001", 1)
    assert "announced" in kefu("releases", "list")
    out = kefu.folder / "releases.csv"
    assert "1 row written" in kefu("releases", "export", str(out))
    assert "V-1001,NE,8.2,明月纺织,K-1001,planned" in out.read_text("utf-8-sig")
