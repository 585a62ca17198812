"""The customer file from a table: one row a customer, or several that add contacts, products and service periods."""

import re
from collections.abc import Collection, Mapping
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
from i18n.joining import sentences
from i18n.names import key
from kb.files.reading import Row, TableKind, plain_name

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
        "客户全称",
        "公司全称",
        "单位全称",
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
        "合同开始",
        "合同开始日期",
        "合同起始日期",
        "合约开始日期",
        "起始日期",
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
        "到期日",
        "合同结束日期",
        "合同终止日期",
        "合同到期日",
        "合约结束日期",
        "合约到期日",
        "服务到期日",
        "终止日期",
    ),
    "scope": ("服务范围", "范围"),
    "contact": (
        "contact_name",
        "contact_person",
        "contacts",
        "联络人",
        "连络人",
        "联系人",
        "客户联系人",
        "联系人姓名",
    ),
    "phone": (
        "电话",
        "手机",
        "手机号",
        "手机号码",
        "联系电话",
        "电话号码",
        "联系方式",
        "联络电话",
        "连络电话",
        "行动电话",
        "mobile",
        "mobile_number",
        "cell",
        "tel",
        "telephone",
        "phone_number",
    ),
    "email": ("信箱", "邮箱", "电子邮件", "电子邮箱", "e-mail", "e-mail_address", "email_address", "mail"),
    "language": ("语言",),
    "account_manager": ("客户经理", "客户专员", "客户负责人"),
    "sales_manager": ("sales", "销售经理", "业务员", "业务人员", "销售", "销售人员"),
    "reseller": ("代理商", "经销商", "渠道"),
    "contract": (
        "contract_number",
        "contract_no",
        "contract_no.",
        "合同号",
        "合同编号",
        "合约编号",
        "合约号",
    ),
    "lock": (
        "dongle",
        "dongle_number",
        "licence_number",
        "license_number",
        "加密锁",
        "加密锁号",
        "加密狗",
        "加密狗号",
        "锁号",
        "授权号",
    ),
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
_APART = re.compile(r"[、/／;；|｜\r\n]+")  # between contacts of one cell
_BESIDE = re.compile(r"\+?\d[\d ()-]{6,18}\d")  # a number beside a name
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
    contacts: list[Contact]
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
            owned = [(owned[0][0], number) for number in parse.items(row["lock"])]
        return cls(row, _facts(row), _contacts(row), _period(row), owned)

    @property
    def said(self) -> list[tuple[str, Row, tuple[str, ...]]]:
        """Of which record this line says what."""
        row, name = self.row, self.row["name"]
        return [
            (name, row, OF_CUSTOMER),
            (f"{name}\n{row['contact']}", row, OF_CONTACT),
            (f"{name}\n{row['starts_on']}", row, OF_CONTRACT),
        ]

    @property
    def numbers(self) -> set[tuple[str, str, str]]:
        """Customer, product and number of each licence: several numbers of one product are several licences."""
        return {(key(self.row["name"]), key(code), key(number)) for code, number in self.owned if number}


class Customers(Importing):
    """Remembers what its lines have said, and notes what it had to add to the catalogue."""

    def __init__(self, report: ImportReport, by: int | None = None) -> None:
        super().__init__(report, by)
        self.agreed = Agreement()
        self.numbers: set[tuple[str, str, str]] = set()  # of the licences that the lines before have named

    async def take(self, session: AsyncSession, row: Row, now: datetime) -> Outcome:
        line = CustomerLine.read(row)
        for said in line.said:
            self.agreed.check(*said)
        outcome = await self._put(session, line, now)
        for said in line.said:
            self.agreed.keep(*said)
        self.numbers |= line.numbers
        return outcome

    def remember(self, row: Row) -> None:
        """A line that went in before."""
        with suppress(BadInput):
            line = CustomerLine.read(row)
            self.numbers |= line.numbers
            for said in line.said:
                self.agreed.keep(*said)

    async def _put(self, session: AsyncSession, line: CustomerLine, now: datetime) -> Outcome:
        customer, outcome = await _customer(session, line, now)
        outcomes = {outcome}
        for named, number in line.owned:
            named_here = self.numbers | line.numbers
            whose = key(line.row["name"]), key(named)
            kept = {each for *which, each in named_here if tuple(which) == whose}
            code, outcome = await self._own(session, customer, named, number, kept)
            told = _licence(line.row)
            outcomes |= {outcome, await records.licence_facts(session, customer, code, told, number)}
        if line.period:
            agreed = Agreed(*line.period, scope=line.row["scope"], number=line.row["contract"])
            outcomes.add(records.agree(customer, agreed))
        await session.flush()
        outcomes.add(await records.team(session, customer, _team(line.row), line.row["reseller"], now))
        for contact in line.contacts:
            outcomes.add((await records.add_contact(session, customer, contact, now))[1])
        self._name_lost_phone(line)
        if outcomes != {Outcome.UNCHANGED}:
            await administration.customer_changed(session, customer, now)
        return next(each for each in Outcome if each in outcomes)

    def _name_lost_phone(self, line: CustomerLine) -> None:
        """Words in place of a number are no reason to refuse the line, and are not lost in silence."""
        said = line.row["phone"]
        lost = line.contacts and not any(contact.phone for contact in line.contacts)
        if said and lost and plain_name(said).replace("_", "") not in NO_PHONE:
            text = _("line {line}: there is no telephone number in “{text}”; the line came in without one")
            self.report.note(text.format(line=line.row.line, text=said[:40]))

    async def _own(
        self, session: AsyncSession, customer: Customer, code: str, number: str, kept: Collection[str]
    ) -> tuple[str, Outcome]:
        before = await product_names(session)
        code, is_new = await records.catalogued(session, code)
        if is_new:
            added = _("Product {code} was not known and has been added; name it with `kefu products add`.")
            self.report.note(sentences(added.format(code=code), _nearest(code, before)))
        return code, await records.own(session, customer, code, number, kept)


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
    return _("The nearest known one is {code}.").format(code=known[name])


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


def _contacts(row: Row) -> list[Contact]:
    """Those of one cell (李四、张三), each with their own of as many numbers and addresses; a number beside a name is theirs."""
    phone, email, language = (row[column] for column in OF_CONTACT)
    names = [part.strip() for part in _APART.split(row["contact"]) if part.strip()]
    if not names and (phone or email):
        raise BadInput(_("a phone number or e-mail address, but no contact"))
    if len(names) == 1:
        return [_one_contact(names[0], phone, email, language)]
    phones, emails = _shared(phone, len(names)), _shared(email, len(names))
    return [_one_contact(*each, language) for each in zip(names, phones, emails, strict=True)]


def _one_contact(name: str, phone: str, email: str, language: str) -> Contact:
    if not phone and (found := _BESIDE.search(name)) and name[: found.start()].strip():
        name, phone = name[: found.start()], found[0]
    return Contact.parsed(name, phone, email, language)


def _shared(text: str, n: int) -> list[str]:
    """One each, or one for the first of them. Raises BadInput when it cannot be told whose they are."""
    parts = [part.strip() for part in _APART.split(text) if part.strip()]
    if len(parts) not in (0, 1, n):
        raise BadInput(
            _(
                "“{text}” does not say which of the contacts it is for ({n}). Please give each of them a line."
            ).format(n=n, text=text[:60])
        )
    return parts if len(parts) == n else [*parts, *[""] * (n - len(parts))]


def _period(row: Row) -> tuple[date, date] | None:
    if row["starts_on"] and row["ends_on"]:
        endless = plain_name(row["ends_on"]).replace("_", "") in NO_END
        last = ENDLESS if endless else parse.day(row["ends_on"])
        return parse.in_order(parse.day(row["starts_on"]), last)
    if row["starts_on"] or row["ends_on"] or row["scope"]:
        raise BadInput(_("a service period needs its first and its last day"))
    return None
