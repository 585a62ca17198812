"""The customer file from a table: one row a customer, or several that add contacts, products and service periods."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli import filing, parse
from bot.cli.filing import Contact, Facts
from bot.cli.importing import Agreement, Outcome, Report
from bot.cli.sheets import Row
from desk import visit_backs
from desk.customers import Customer
from errors import BadInput
from language import _

COLUMNS = {
    "name": ("customer", "客户", "客户名称", "单位", "单位名称", "公司", "公司名称"),
    "address": ("地址", "单位地址"),
    "region": ("区域", "地区", "分支机构"),
    "category": ("类别", "客户类别", "客户类型"),
    "service_code": ("服务码", "服务代码", "code"),
    "accepted_on": ("accepted", "验收日期", "验收时间"),
    "products": ("product", "产品", "owns"),
    "starts_on": ("from", "service_from", "开始日期", "服务开始", "服务开始日期"),
    "ends_on": ("to", "service_to", "结束日期", "服务结束", "服务结束日期", "到期日期"),
    "scope": ("服务范围", "范围"),
    "contact": ("联系人", "客户联系人"),
    "phone": ("电话", "手机", "手机号", "联系电话"),
    "email": ("邮箱", "电子邮件", "e-mail"),
    "language": ("语言",),
}
OF_CUSTOMER = ("address", "region", "category", "service_code", "accepted_on")
OF_CONTACT = ("phone", "email", "language")
OF_CONTRACT = ("ends_on", "scope")


class Customers:
    """One import; remembers what its lines have said, and notes what it had to add to the catalogue."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.agreed = Agreement()

    async def take(self, session: AsyncSession, row: Row, now: datetime) -> Outcome:
        """Everything is read and checked before anything is changed."""
        if not row["name"]:
            raise BadInput(_("the name is missing"))
        facts, contact, period = _facts(row), _contact(row), _period(row)
        owned = [parse.owned(each) for each in parse.items(row["products"])]
        said = self._said(row, owned)
        for key, each, columns in said:
            self.agreed.check(key, each, columns)
        outcome = await self._put(session, row["name"], facts, contact, period, row["scope"], owned, now)
        for key, each, columns in said:
            self.agreed.keep(key, each, columns)
        return outcome

    def _said(self, row: Row, owned: list[tuple[str, str]]) -> list[tuple[str, Row, tuple[str, ...]]]:
        """Of which record this line says what."""
        name = row["name"]
        licences = Row(row.line, {code.casefold(): number for code, number in owned})
        return [
            (name, row, OF_CUSTOMER),
            (f"{name}\n{row['contact']}", row, OF_CONTACT),
            (f"{name}\n{row['starts_on']}", row, OF_CONTRACT),
            (f"{name}\nproducts", licences, tuple(licences.cells)),
        ]

    async def _put(
        self,
        session: AsyncSession,
        name: str,
        facts: Facts,
        contact: Contact | None,
        period: tuple[date, date] | None,
        scope: str,
        owned: list[tuple[str, str]],
        now: datetime,
    ) -> Outcome:
        customer = await filing.called(session, name)
        if customer is None:
            if facts.accepted_on is None and period:
                facts = Facts(**{**vars(facts), "accepted_on": period[0]})
            customer, outcomes = await filing.file(session, name, facts, now), {Outcome.NEW}
        else:
            outcomes = {await filing.change(session, customer, facts)}
        for code, number in owned:
            outcomes.add(await self._own(session, customer, code, number))
        if period:
            outcomes.add(filing.agree(customer, *period, scope))
        await session.flush()
        if contact:
            outcomes.add((await filing.add_contact(session, customer, contact, now))[1])
        await visit_backs.plan(session, customer, visit_backs.local_day(now))
        return next(each for each in Outcome if each in outcomes)

    async def _own(self, session: AsyncSession, customer: Customer, code: str, number: str) -> Outcome:
        code, is_new = await filing.catalogued(session, code)
        if is_new:
            self.report.note(
                _(
                    "Product {code} was not known and has been added; name it with `kefu products add`."
                ).format(code=code)
            )
        return await filing.own(session, customer, code, number)


def _facts(row: Row) -> Facts:
    return Facts(
        service_code=row["service_code"],
        address=row["address"],
        region=row["region"],
        category=parse.category(row["category"]) if row["category"] else "",
        accepted_on=parse.day(row["accepted_on"]) if row["accepted_on"] else None,
    )


def _contact(row: Row) -> Contact | None:
    details = tuple(row[column] for column in OF_CONTACT)
    if row["contact"]:
        return Contact.parsed(row["contact"], *details)
    if any(details[:2]):
        raise BadInput(_("a phone number or e-mail address, but no contact"))
    return None


def _period(row: Row) -> tuple[date, date] | None:
    if row["starts_on"] and row["ends_on"]:
        return parse.in_order(parse.day(row["starts_on"]), parse.day(row["ends_on"]))
    if row["starts_on"] or row["ends_on"] or row["scope"]:
        raise BadInput(_("a service period needs its first and its last day"))
    return None
