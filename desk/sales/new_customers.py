"""A sold customer from one message: parsing, duplicate detection, and the customer file (CUS-6).

«苏州明月纺织有限公司 王丽 13812345678 星湖街 328 号 星河ERP 加密锁 A12345 合同到 2027-03-31»
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest

from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import contracts, customer_records, customers, policies
from desk.contracts import Agreed
from desk.customer_records import Facts
from desk.customers import Customer, Licence, product_names
from desk.money import amount
from desk.people import Person, Role, by_phone, language_by_name
from desk.phones import phone_number
from desk.sales import first_visit_checks
from desk.sales.account_team import ROLES, Duty
from desk.sales.first_visits import Fact
from documents.dates import day
from errors import BadInput
from i18n import _
from i18n.names import clean, key

LONGEST = 1000  # characters that are read
ALIKE = 90  # per cent, of names without what all companies are called
FOUND = 5  # doubles that are shown
_DAY = re.compile(r"(?<!\d)\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:\s?日)?(?!\d)")
_NUMBER = re.compile(r"(?<![A-Za-z0-9-])\+?\(?\d[\d ()-]{5,18}\d(?![A-Za-z0-9])")
_LOCK = re.compile(
    r"(?:加密锁号|加密锁|锁号|授权号|dongle|lock|licence|license)[:： ]{0,3}([A-Za-z0-9][A-Za-z0-9-]{2,30})",
    re.I,
)
_BARE_LOCK = re.compile(r"(?<![A-Za-z0-9-])[A-Za-z]{1,6}-?\d{4,12}(?:-\d{1,12})?(?![A-Za-z0-9-])")
_CALLED = re.compile(
    r"(?:联系人|(?<![a-z])contact(?: person)?(?![a-z]))[:： ]{0,3}([\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff])|[a-z][a-z .'-]{1,60})",
    re.I,
)
_PRICE = re.compile(
    r"(?:(?:合同额|合同金额|金额|总价|价格|(?<![a-z])(?:price|amount)(?![a-z]))[:： ]{0,3})?"
    r"(?<![\w.-])((?:[¥￥$€£]|rmb|cny|usd|eur|gbp)\s?\d[\d,]{0,14}(?:\.\d{1,2})?万?|\d[\d,]{0,14}(?:\.\d{1,2})?\s?(?:万元|万|元))(?![\w-])",
    re.I,
)
_LABEL = re.compile(
    r"(?:联系电话|电话|手机号?|地址|产品|(?:公司|单位|客户)名称|(?<![a-z])(?:phone|tel|mobile|address|products?)(?![a-z]))[:： ]{0,3}"
    r"|(?:公司|单位|客户|(?<![a-z])(?:company|customer))[:：]",
    re.I,
)
_APART = re.compile(r"[\s,，、;；]+")
_AND = re.compile(r"(?:^|\s)(?:和|及|与|加|and|plus|with|[&+])(?=\s|$)", re.I)
_CONTRACT = re.compile(r"(?:服务)?合同(?:期)?|(?<![a-z])contract(?![a-z])", re.I)
_TO = re.compile(r"(?:^|\s)(?:从|自|到|至|from|until|to|ends?|–|-)(?=\s|$)", re.I)
_COMPANY = re.compile(r"公司|厂$|集团|学校|医院|中心$|商行|事务所|\b(?:ltd|inc|llc|gmbh|corp|co)\b", re.I)
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")
_COMMON = re.compile(
    r"股份有限公司|有限责任公司|有限公司|分公司|公司|集团|[省市]|\b(?:co|ltd|inc|llc|gmbh|corp|limited)\b|[.,()（）\s]", re.I
)  # fmt: skip


@dataclass(frozen=True)
class Sold:
    """What was said, "" for what was not; days as ISO; several products, and their lock numbers, apart by a space."""

    name: str = ""
    contact: str = ""
    phone: str = ""
    address: str = ""
    product: str = ""
    lock: str = ""
    starts: str = ""
    ends: str = ""
    price: str = ""

    @property
    def owned(self) -> list[tuple[str, str]]:
        """Product codes with their lock numbers; one number is that of the first."""
        return list(zip_longest(self.product.split(), _APART.split(self.lock), fillvalue=""))


async def read(session: AsyncSession, text: str) -> Sold:
    """The facts of the message, as far as they can be read; all of it is played back."""
    rest = clean(" \n ".join(text[:LONGEST].splitlines())) if "\n" not in text else text[:LONGEST]
    days, rest = _days(rest)
    phone, rest = _phone(rest)
    products, rest = _products(rest, await product_names(session))
    locks, rest = _locks(rest)
    called, rest = _one(_CALLED, rest)
    price, rest = _one(_PRICE, rest)
    for what in (_CONTRACT, _TO, _LABEL, _AND):
        rest = what.sub(" ", rest)
    name, contact, address = _who(rest, called)
    starts, ends = (days[0], days[1]) if len(days) > 1 else ("", *days) if days else ("", "")
    return Sold(name, contact, phone, address, products, locks, starts, ends, price)


def _days(text: str) -> tuple[list[str], str]:
    found = []
    for each in _DAY.findall(text)[:2]:
        with suppress(BadInput):
            found.append(day(each).isoformat())
            text = text.replace(each, " ", 1)
    return found, text


def _phone(text: str) -> tuple[str, str]:
    for found in _NUMBER.finditer(text):
        with suppress(BadInput):
            number = phone_number(found[0])
            return number, f"{text[: found.start()]} {text[found.end() :]}"
    return "", text


def _one(what: re.Pattern[str], text: str) -> tuple[str, str]:
    """The first that is written so, and the text without it."""
    found = what.search(text)
    return (clean(found[1]), f"{text[: found.start()]} {text[found.end() :]}") if found else ("", text)


def _products(text: str, known: dict[str, str]) -> tuple[str, str]:
    """All that are named, in the order of the text."""
    found: list[tuple[int, str]] = []
    while (hit := _product(text, known)) is not None:
        at, name, code = hit
        found.append((at, code))
        text = f"{text[:at]}{' ' * len(name)}{text[at + len(name) :]}"
    return " ".join(dict.fromkeys(code for _at, code in sorted(found))), text


def products(text: str, known: dict[str, str]) -> str:
    """The codes of those that are named; "" when there is none."""
    return _products(text, known)[0]


def _product(text: str, known: dict[str, str]) -> tuple[int, str, str] | None:
    """Of the catalogue, by its longest name; a code stands alone: where it is, how it is called, its code."""
    words = text.lower()
    for name, code in sorted(known.items(), key=lambda each: -len(each[0])):
        at = words.find(name.lower())
        before, after = words[max(at - 1, 0) : at], words[at + len(name) : at + len(name) + 1]
        if at >= 0 and not any(sign.isascii() and (sign.isalnum() or sign == "-") for sign in before + after):
            return at, name, code
    return None


def _locks(text: str) -> tuple[str, str]:
    """All that are named as such; else what looks like some."""
    what = _LOCK if _LOCK.search(text) else _BARE_LOCK
    numbers = []
    while found := what.search(text):
        numbers.append(found[found.lastindex or 0])
        text = f"{text[: found.start()]} {text[found.end() :]}"
    return " ".join(dict.fromkeys(numbers)), text


def _who(text: str, called: str) -> tuple[str, str, str]:
    """The company, the contact, and where they are; a person's name is no company."""
    apart = re.split(r"[,，;；、\n]+", text)
    parts = [each for each in (clean(part) for part in (apart if len(apart) > 1 else text.split())) if each]
    at = next((n for n, part in enumerate(parts) if _COMPANY.search(part)), None)
    if at is not None and len(apart) == 1 and parts[at].isascii():
        parts, at = [" ".join(parts[: at + 1]), *parts[at + 1 :]], 0
    if at is None:
        at = next((n for n, part in enumerate(parts) if not _NAME.fullmatch(part)), None)
        at = at if at == 0 else None
    name = parts.pop(at) if at is not None else ""
    contact = called or next((part for part in parts if _NAME.fullmatch(part)), "")
    if contact:
        parts = [part for part in parts if part != contact]
    elif len(apart) > 1 and parts and not any(map(str.isdigit, parts[0])):
        contact = parts.pop(0)
    return name, contact, " ".join(parts)


async def doubles(session: AsyncSession, sold: Sold) -> list[Customer]:
    """Possible duplicates: the same licence number or phone, or a similar name without the common parts of company names."""
    locks = select(Licence.customer_id).where(func.lower(Licence.number).in_(_APART.split(sold.lock.lower())))
    same_lock = list(await session.scalars(locks)) if sold.lock else []
    people = await by_phone(session, sold.phone) if sold.phone else []
    found = [*same_lock, *(each.customer_id for each in people if each.customer_id)]
    if sold.name:  # all names are read only for a name
        rows = await session.execute(
            select(func.coalesce(Customer.merged_into_id, Customer.id), Customer.name)
        )
        scored = [(fuzz.ratio(bare(sold.name), bare(name)), number) for number, name in rows]
        found += [number for score, number in sorted(scored, reverse=True) if score >= ALIKE]
    unique = list(dict.fromkeys(found))[:FOUND]
    return [await session.get_one(Customer, number) for number in unique]


def bare(name: str) -> str:
    return _COMMON.sub("", key(name)) or key(name)


def trouble(sold: Sold, today: date, longest: int) -> str:
    """Why it cannot be filed so; "" when it can."""
    if not sold.ends:
        return ""
    first, last = date.fromisoformat(sold.starts or today.isoformat()), date.fromisoformat(sold.ends)
    if last < first:
        return _("The contract ends before it begins. Please correct one of the days.")
    if last.year - first.year > longest:
        return _("That would be more than {n} years. Please correct the days.").format(n=longest)
    return ""


async def submit(
    session: AsyncSession, sold: Sold, known: Customer | None, by: Person, now: datetime, today: date
) -> tuple[Customer, Person]:
    """The file, new or with what is new of it, and its first visit; who sold it answers for it (CUS-6). Raises BadInput for a lock or a name of another customer."""
    for double in await doubles(session, Sold(lock=sold.lock)):
        if double is not known:
            raise BadInput(_("This lock number is another customer's already. Please check it."))
    customer = known or await _file(session, sold, by, now)
    new = set() if known else set(Fact)
    bought = [(code, number) for code, number in sold.owned if code and code not in customer.products]
    customer.licences += [Licence(product=code, number=number) for code, number in bought]
    if bought:
        new |= {Fact.PRODUCT, Fact.LOCK}
    if sold.ends:
        starts = date.fromisoformat(sold.starts) if sold.starts else today
        price = amount(sold.price) if sold.price else None
        products = tuple(sold.product.split())
        contracts.agree(
            customer, Agreed(starts, date.fromisoformat(sold.ends), products=products, price=price)
        )
    await session.flush()
    contact, joins = await _contact(session, customer, sold, now)
    if new := new | ({Fact.CONTACT, Fact.PHONE} if joins else set()):
        first = bought[0][0] if bought else ""
        await first_visit_checks.submit(session, customer, contact, new, first, by, now)
    return customer, contact


async def _file(session: AsyncSession, sold: Sold, by: Person, now: datetime) -> Customer:
    facts = Facts(service_code=await _service_code(session), address=sold.address, region=by.region)
    customer = await customer_records.file(session, sold.name, facts, now, by.id)
    customer.sales_manager_id = by.id if by.has(*ROLES[Duty.SALES]) else None
    return customer


async def _service_code(session: AsyncSession) -> str:
    """The next one that nobody has."""
    pattern = await policies.value(session, policies.SERVICE_CODE)
    number = (await session.scalar(select(func.max(Customer.id))) or 0) + 1
    while await session.scalar(
        select(Customer.id).where(Customer.service_code == pattern.format(seq=number))
    ):
        number += 1
    return str(pattern.format(seq=number))


async def _contact(
    session: AsyncSession, customer: Customer, sold: Sold, now: datetime
) -> tuple[Person, bool]:
    """And whether they were not on file."""
    theirs: Sequence[Person] = await customers.contacts(session, customer)
    found = next((each for each in theirs if key(each.name) == key(sold.contact)), None)
    if joins := found is None:
        found = Person(
            name=sold.contact, phone=sold.phone, customer_id=customer.id, created_at=now,
            language=language_by_name(sold.contact),
        )  # fmt: skip
        found.give(Role.CONTACT)
        session.add(found)
        await session.flush()
    found.phone = found.phone or sold.phone
    return found, joins
