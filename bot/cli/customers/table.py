"""The customer file from a table: one row a customer, or several that add contacts, products and service periods."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from rapidfuzz import process
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.customers import records
from bot.cli.customers.records import Contact
from bot.cli.kit import parse
from bot.cli.kit.importing import Agreement, Import, Importing, ImportReport, Outcome
from desk import administration, customer_records
from desk.contracts import Agreed
from desk.customer_records import Facts
from desk.customers import Customer, product_names
from desk.sales.account_team import Duty
from errors import BadInput
from i18n import ENDLESS, _
from i18n.names import key
from kb.files.reading import Row, TableKind

COLUMNS = {
    "name": (
        "customer",
        "customer_name",
        "company",
        "company_name",
        "client",
        "client_name",
        "客户",
        "客户名称",
        "客户单位",
        "单位",
        "单位名称",
        "公司",
        "公司名称",
        "企业名称",
    ),
    "address": ("street_address", "地址", "单位地址", "公司地址", "联系地址"),
    "region": ("区域", "地区", "分支机构"),
    "category": ("类别", "客户类别", "客户类型"),
    "service_code": ("服务码", "服务代码", "服务编码", "客户编码", "客户编号", "code"),
    "accepted_on": ("accepted", "验收日期", "验收时间"),
    "products": ("product", "产品", "产品名称", "购买产品", "owns"),
    "starts_on": (
        "from",
        "start",
        "start_date",
        "valid_from",
        "service_from",
        "service_start",
        "开始日期",
        "服务开始",
        "服务开始日期",
    ),
    "ends_on": (
        "to",
        "end",
        "end_date",
        "valid_to",
        "valid_until",
        "expires",
        "expiry_date",
        "service_to",
        "service_end",
        "结束日期",
        "服务结束",
        "服务结束日期",
        "到期日期",
    ),
    "scope": ("服务范围", "范围"),
    "contact": ("contact_name", "contact_person", "联系人", "客户联系人", "联系人姓名"),
    "phone": (
        "电话",
        "手机",
        "手机号",
        "手机号码",
        "联系电话",
        "电话号码",
        "联系方式",
        "mobile",
        "mobile_number",
        "cell",
        "tel",
        "telephone",
        "phone_number",
    ),
    "email": ("邮箱", "电子邮件", "电子邮箱", "e-mail", "e-mail_address", "email_address", "mail"),
    "language": ("语言",),
    "account_manager": ("客户经理", "客户专员", "客户负责人"),
    "sales_manager": ("sales", "销售经理", "业务员", "业务人员", "销售", "销售人员"),
    "reseller": ("代理商", "经销商", "渠道"),
    "contract": ("contract_number", "合同号", "合同编号"),
    "lock": ("dongle", "加密锁", "加密锁号", "锁号", "授权号"),
    "version": ("版本", "产品版本", "软件版本"),
    "site": ("站点", "使用地点", "安装地点"),
    "upgraded_on": ("最近升级", "升级日期", "上次升级"),
    "upgrades_until": ("升级权至", "免费升级至"),
}
NO_END = (
    "长期",
    "长期有效",
    "永久",
    "永久有效",
    "无期限",
    "无固定期限",
    "不限",
    "unlimited",
    "indefinite",
    "openended",
    "open-ended",
    "permanent",
    "open",
    "noend",
)
NO_PHONE = ("无", "没有", "暂无", "不详", "未知", "none", "n/a", "na", "no", "-", "--", "/", "—")
OF_CUSTOMER = (
    "address", "region", "category", "service_code", "accepted_on", "account_manager", "sales_manager", "reseller",
)  # fmt: skip
OF_CONTACT = ("phone", "email", "language")
OF_CONTRACT = ("ends_on", "scope", "contract")
OF_LICENCE = ("lock", "version", "site", "upgraded_on", "upgrades_until")


@dataclass(frozen=True)
class CustomerLine:
    """What a row says, read and checked before anything is changed."""

    row: Row
    facts: Facts
    contact: Contact | None
    period: tuple[date, date] | None
    owned: list[tuple[str, str]]  # product codes with licence numbers

    @classmethod
    def read(cls, row: Row) -> "CustomerLine":
        """Raises BadInput."""
        if not row["name"]:
            raise BadInput(_("the name is missing"))
        owned = [parse.owned(each) for each in parse.items(row["products"])]
        if any(row[column] for column in OF_LICENCE) and len(owned) != 1:
            raise BadInput(_("version, site and lock are of one product: name just one in this line"))
        if row["lock"]:
            owned = [(owned[0][0], row["lock"])]
        return cls(row, _facts(row), _contact(row), _period(row), owned)

    @property
    def said(self) -> list[tuple[str, Row, tuple[str, ...]]]:
        """Of which record this line says what."""
        row, name = self.row, self.row["name"]
        licences = Row(row.line, {code.casefold(): number for code, number in self.owned})
        return [
            (name, row, OF_CUSTOMER),
            (f"{name}\n{row['contact']}", row, OF_CONTACT),
            (f"{name}\n{row['starts_on']}", row, OF_CONTRACT),
            (f"{name}\nproducts", licences, tuple(licences.cells)),
        ]


class Customers(Importing):
    """Remembers what its lines have said, and notes what it had to add to the catalogue."""

    def __init__(self, report: ImportReport, by: int | None = None) -> None:
        super().__init__(report, by)
        self.agreed = Agreement()

    async def take(self, session: AsyncSession, row: Row, now: datetime) -> Outcome:
        line = CustomerLine.read(row)
        for said in line.said:
            self.agreed.check(*said)
        outcome = await self._put(session, line, now)
        for said in line.said:
            self.agreed.keep(*said)
        return outcome

    def remember(self, row: Row) -> None:
        """A line that went in before."""
        with suppress(BadInput):
            for said in CustomerLine.read(row).said:
                self.agreed.keep(*said)

    async def _put(self, session: AsyncSession, line: CustomerLine, now: datetime) -> Outcome:
        customer, outcome = await _customer(session, line, now)
        outcomes = {outcome}
        for named, number in line.owned:
            code, outcome = await self._own(session, customer, named, number)
            outcomes |= {outcome, await records.licence_facts(session, customer, code, _licence(line.row))}
        if line.period:
            agreed = Agreed(*line.period, scope=line.row["scope"], number=line.row["contract"])
            outcomes.add(records.agree(customer, agreed))
        await session.flush()
        outcomes.add(await records.team(session, customer, _team(line.row), line.row["reseller"], now))
        if line.contact:
            outcomes.add((await records.add_contact(session, customer, line.contact, now))[1])
            self._name_lost_phone(line)
        if outcomes != {Outcome.UNCHANGED}:
            await administration.customer_changed(session, customer, now)
        return next(each for each in Outcome if each in outcomes)

    def _name_lost_phone(self, line: CustomerLine) -> None:
        """Words in place of a number are no reason to refuse the line, and are not lost in silence."""
        said = line.row["phone"]
        if said and line.contact and not line.contact.phone and key(said) not in NO_PHONE:
            text = _("line {line}: there is no telephone number in “{text}”; the line came in without one")
            self.report.note(text.format(line=line.row.line, text=said[:40]))

    async def _own(
        self, session: AsyncSession, customer: Customer, code: str, number: str
    ) -> tuple[str, Outcome]:
        before = await product_names(session)
        code, is_new = await records.catalogued(session, code)
        if is_new:
            self.report.note(
                _(
                    "Product {code} was not known and has been added; name it with `kefu products add`."
                ).format(code=code)
                + _nearest(code, before)
            )
        return code, await records.own(session, customer, code, number)


TABLE = Import(TableKind(COLUMNS), Customers)


async def _customer(session: AsyncSession, line: CustomerLine, now: datetime) -> tuple[Customer, Outcome]:
    """New, changed or as it was. No acceptance is assumed (CUS-10)."""
    customer = await customer_records.called(session, line.row["name"])
    if customer is not None:  # a row of a record that was joined tells nothing better than the file
        facts = line.facts if key(customer.name) == key(line.row["name"]) else Facts()
        return customer, await records.change(session, customer, facts)
    return await customer_records.file(session, line.row["name"], line.facts, now), Outcome.NEW


def _nearest(code: str, known: Mapping[str, str]) -> str:
    """So that a slip is seen."""
    if not known:
        return ""
    name, _score, _at = process.extractOne(code.casefold(), list(known))
    return " " + _("The nearest known one is {code}.").format(code=known[name])


def _facts(row: Row) -> Facts:
    return Facts(
        service_code=row["service_code"],
        address=row["address"],
        region=row["region"],
        category=parse.category(row["category"]) if row["category"] else "",
        accepted_on=parse.day(row["accepted_on"]) if row["accepted_on"] else None,
    )


def _team(row: Row) -> dict[Duty, str]:
    return {duty: row[duty] for duty in Duty}


def _licence(row: Row) -> dict[str, object]:
    days = {column: parse.day(row[column]) for column in ("upgraded_on", "upgrades_until") if row[column]}
    return {"version": row["version"], "site": row["site"], **days}


def _contact(row: Row) -> Contact | None:
    details = tuple(row[column] for column in OF_CONTACT)
    if row["contact"]:
        return Contact.parsed(row["contact"], *details)
    if any(details[:2]):
        raise BadInput(_("a phone number or e-mail address, but no contact"))
    return None


def _period(row: Row) -> tuple[date, date] | None:
    if row["starts_on"] and row["ends_on"]:
        last = ENDLESS if key(row["ends_on"]) in NO_END else parse.day(row["ends_on"])
        return parse.in_order(parse.day(row["starts_on"]), last)
    if row["starts_on"] or row["ends_on"] or row["scope"]:
        raise BadInput(_("a service period needs its first and its last day"))
    return None
