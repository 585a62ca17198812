"""What comes by telephone, letter or fax in one line: who calls, by which way, and what goes wrong (INT-10).

«明月纺织 王丽 13812345678 电话 打印不出来 E1007»: the head ends with the number, the way it came, or the last word that is on
file; the rest is the problem. All that was read is shown, and any line of it can be corrected.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.customers import Customer, Membership
from desk.people import STAFF_NUMBERS, Person, has_phone
from desk.phones import phone_number
from desk.ticket import TicketSource
from desk.tickets import search
from errors import BadInput

Found = tuple[Person | None, Customer | None]

HEAD = 8  # words of a line in which the caller is looked for
OFFERED = 6  # callers to choose from
LOOKED_AT = 60  # rows
SURE = 4  # points: their own number, or the whole name
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9-])\+?\(?\d[\d ()-]{5,18}\d(?:\s?(?:转|#|ext\.?)\s?\d{1,6})?(?![A-Za-z0-9])"
)
_WIDE = "０１２３４５６７８９＋－（）　"
_NARROW = str.maketrans(_WIDE, "0123456789+-() ")  # punctuation of the problem stays as it was written
_WORD = re.compile(r"[^\s,，;；、|]+")
_LABEL = re.compile(
    r"^(?:公司|客户|单位|联系人|来电人|姓名|电话|问题|来源|company|caller|name|phone|problem|what|source|who)[:：]",
    re.I,
)
_SAID = re.compile(r"([^\n:：]{2,80}[^\s:：])\s?[:：]\s?([^\n]{2,})")
_BETWEEN = {"from", "of", "at", "on", "by", "the", "a", "an", "via", "calling", "says", "说", "反映", "打来"}
_WAYS: dict[TicketSource, str] = {
    TicketSource.PHONE: "电话,来电,致电,phone,telephone,call,called,tel",
    TicketSource.LETTER: "信函,来信,信件,letter,post",
    TicketSource.FAX: "传真,fax",
    TicketSource.EMAIL: "邮件,电子邮件,邮箱,email,e-mail,mail",
    TicketSource.FORUM: "论坛,社区,forum",
    TicketSource.COUNTER: "柜台,前台,到店,来访,counter,walk-in,visitor",
    TicketSource.CHAT: "微信,聊天,qq,wechat,chat",
}
WAYS = {word: source for source, words in _WAYS.items() for word in words.split(",")}


@dataclass(frozen=True)
class Call:
    """One line, read. `caller`: the words that name them; `source`: "" when none was said."""

    caller: str = ""
    phone: str = ""
    source: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Caller:
    """Who may be calling: somebody on file, or somebody of this company who is not (`person` None).

    `own`: found by what only they and we know, a number of theirs, the service code or a licence number.
    """

    person: Person | None
    customer: Customer | None
    points: int
    own: bool

    @property
    def called(self) -> str:
        company = self.customer.name if self.customer else self.person.organisation if self.person else ""
        facts = (self.person.name, company, self.person.phones) if self.person else (company,)
        return " · ".join(fact for fact in facts if fact)


async def read(session: AsyncSession, line: str) -> Call:
    """What the line says, as far as it can be read for certain; the rest is the problem."""
    text = line.translate(_NARROW)
    call = _who_and_what(text)
    if call and (call.source or call.phone or await _known_run(session, call.caller.split())):
        return call
    phone, before, after = _cut_number(text)
    words, behind = _words(before), _words(after)
    call = Call(phone=phone)
    every = [*words, *behind]
    head, source = len(words) if phone and behind and len(words) <= HEAD else 0, ""
    if every and (way := WAYS.get(every[0].lower())):  # the way comes first, or last
        source, every, head = way, every[1:], max(head - 1, 0)
    elif len(every) > 1 and (way := WAYS.get(every[-1].lower())) and "\n" in line:
        source, every, head = way, every[:-1], min(head, len(every) - 1)
    if not source:
        at = next((n for n, word in enumerate(every[:HEAD]) if word.lower() in WAYS), None)
        if at is not None and (at < len(every) - 1 or phone):
            source = WAYS[every[at].lower()]
            every = [*every[:at], *every[at + 1 :]]
            head = max(head - (at < head), at)
    if not head:
        head = await _known_run(session, every)
    problem = _tail(text, every[head:])
    return replace(call, caller=" ".join(every[:head]), source=source, problem=problem)


def _who_and_what(text: str) -> Call | None:
    """`Emma from Harbour Tea on the phone: cannot log in`, if it is one line and not a form."""
    found = _SAID.fullmatch(text.strip())
    if found is None or _LABEL.match(text.strip()):
        return None
    phone, before, after = _cut_number(found[1])
    words = _words(f"{before} {after}".replace(":", " "))
    source = next((WAYS[word.lower()] for word in words if word.lower() in WAYS), "")
    caller = [word for word in words if word.lower() not in WAYS and word.lower() not in _BETWEEN]
    if not caller or len(words) > HEAD:
        return None
    return Call(" ".join(caller), phone, source, found[2].strip())


def _cut_number(text: str) -> tuple[str, str, str]:
    """The first number that may be called, what stands before it, and after it."""
    for found in _NUMBER.finditer(text):
        with suppress(BadInput):
            return phone_number(found[0]), text[: found.start()], text[found.end() :]
    return "", text, ""


def _words(text: str) -> list[str]:
    said = [_LABEL.sub("", word) for word in _WORD.findall(text)]
    return [word.strip(":：") for word in said if word.strip(":：")]


def _tail(text: str, words: list[str]) -> str:
    """The problem as it was written, from its first word on, when nothing was cut out of it."""
    at = text.rfind(words[0]) if words else -1
    rest = text[at:].strip() if at >= 0 else ""
    return rest if _words(rest) == words else " ".join(words)


async def _known_run(session: AsyncSession, words: list[str]) -> int:
    """So many words from the first on are names or numbers on file."""
    found = await _found(session, words[:HEAD], "")
    known = [any(_points(*one, [word], "")[0] for one in found) for word in words[:HEAD]]
    return next((n for n, is_known in enumerate(known) if not is_known), len(known))


async def find(session: AsyncSession, words: str, phone: str = "") -> list[Caller]:
    """The likeliest first: by number, name, company, service code, licence number; slips in a company's name are forgiven."""
    said = [word for word in _words(words.translate(_NARROW))[:HEAD] if len(word) > 1]
    if not phone:
        with suppress(BadInput):
            phone = phone_number(words)
    found = await _found(session, said, phone)
    callers = [Caller(*one, *_points(*one, said, phone)) for one in found]
    if not callers and said:
        near = await search.customers_named(session, words)
        callers = [Caller(*one, 1, False) for one in await _people(session, Customer.id.in_(near))]
    best = sorted(callers, key=lambda caller: (-caller.points, caller.person.id if caller.person else 0))
    most = best[0].points if best else 0
    return [caller for caller in best if caller.points and caller.points * 2 >= most][:OFFERED]


def sure(found: Sequence[Caller]) -> Caller | None:
    """The one, when what was said leaves no doubt."""
    if not found or found[0].points < SURE or found[0].person is None:
        return None
    return found[0] if len(found) == 1 or found[1].points < found[0].points else None


def _points(
    person: Person | None, customer: Customer | None, words: Sequence[str], phone: str
) -> tuple[int, bool]:
    """How much speaks for somebody, and whether it is something that is only theirs."""
    points, own = 0, False
    if person and phone and phone in (person.phone, *person.other_phones.split()):
        points, own = points + 6, True
    name = person.name.casefold() if person else ""
    company = (customer.name if customer else person.organisation if person else "").casefold()
    numbers = [customer.service_code, *(each.number for each in customer.licences)] if customer else []
    for word in (each.casefold() for each in words):
        if word in [number.casefold() for number in numbers]:
            points, own = points + 3, True
        elif name and word == name:
            points += SURE
        elif len(word) > 1 and (word in name.split() or word in company or (company and company in word)):
            points += 2
    return points, own


async def _found(session: AsyncSession, words: Sequence[str], phone: str) -> list[Found]:
    """People who match one of these words by name, company, service code or licence number, or by this phone number."""
    ways: list[ColumnElement[bool]] = [has_phone(phone)] if phone else []
    companies: list[ColumnElement[bool]] = []
    for word in (each for each in words if len(each) > 1):
        ways += [
            Person.name.icontains(word, autoescape=True),
            Person.organisation.icontains(word, autoescape=True),
        ]
        companies.append(customers.named(word))
    if not ways:
        return []
    found = await _people(session, or_(*ways, *companies))
    if not companies:
        return found
    empty = select(Customer).where(or_(*companies), Customer.id.not_in(_contacts_of())).limit(OFFERED)
    return [*found, *((None, each) for each in await session.scalars(empty))]


def _contacts_of() -> Select[int | None]:
    return select(Person.customer_id).where(Person.customer_id.is_not(None), Person.active)


async def _people(session: AsyncSession, which: ColumnElement[bool]) -> list[Found]:
    """Contacts and prospects; never staff, and nobody who has left or turned out to be somebody else."""
    staff = STAFF_NUMBERS
    beside = select(Membership.customer_id).where(Membership.person_id == Person.id)  # CUS-12
    query = (
        select(Person, Customer)
        .outerjoin(Customer, or_(Customer.id == Person.customer_id, Customer.id.in_(beside)))
        .where(which, Person.active, Person.merged_into_id.is_(None), Person.id.not_in(staff))
    )
    rows = await session.execute(query.order_by(Person.id).limit(LOOKED_AT))
    return [(person, customer) for person, customer in rows]
