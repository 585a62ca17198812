"""/newcustomer: sales hand over a sold customer in one message; it is played back, and any line can be corrected (CUS-6)."""

from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any
from zlib import crc32

from desk import administration, customers, invites
from desk.access import may_see_customer, require
from desk.customers import Customer, product_names
from desk.money import amount
from desk.roles import SUBMITTERS
from desk.sales import new_customers, renewal_answers
from desk.sales.new_customers import Sold
from handlers.chat.dates import Day
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice, Phone, Question, Words
from handlers.chat.turn import Turn
from handlers.customers.accounts import invited
from handlers.sales.renewing import Price
from i18n import N_, _, company_day, day
from i18n.joining import labelled, listed

RIGHT, NEW = "right", "0"
LINES = {
    "name": N_("Company"),
    "contact": N_("Contact"),
    "phone": N_("Phone"),
    "address": N_("Address"),
    "product": N_("Product"),
    "lock": N_("Lock number"),
    "starts": N_("Contract from"),
    "ends": N_("Contract until"),
    "price": N_("Price"),
}
NEEDED = ("name", "contact", "phone")


@dataclass(frozen=True)
class Products(Choice):
    """One is pressed; several are written."""

    names: tuple[tuple[str, str], ...] = ()

    def heard(self, said: Said) -> str:
        return new_customers.products(said.text, dict(self.names)) or super().heard(said)


async def new_customer(turn: Turn, rest: str) -> None:
    """/newcustomer, perhaps with the message itself."""
    require(turn.person, *SUBMITTERS)
    await start(turn, submits_customer, known={"words": rest} if len(rest) > 1 else {})


@flow
async def submits_customer(talk: Talk) -> None:
    """One message; only what is missing is asked; likely doubles are shown before anything is filed."""
    session, now = talk.turn.session, talk.turn.now
    require(talk.person, *SUBMITTERS)
    words = await talk.ask("words", Words(_prompt(), shortest=2, longest=new_customers.LONGEST))
    read = await talk.once("read", partial(_read, talk, words))
    for name in NEEDED:
        if not _said(talk, read, name):
            await talk.ask(name, await _question(talk, name))
    sold = Sold(**{name: _said(talk, read, name) for name in LINES})
    known = await _double(talk, sold)
    which = await talk.ask("which", partial(_played_back, talk, sold, known))
    if which != RIGHT:
        talk.answers[which] = await talk.ask(f"new_{which}", partial(_question, talk, which))
        talk.correct("which", f"new_{which}")
    today = company_day(now)
    if trouble := new_customers.trouble(sold, today, renewal_answers.LONGEST):
        talk.say(trouble)
        talk.correct("which")
    customer, contact = await new_customers.submit(session, sold, known, talk.person, now, today)
    await administration.customer_changed(session, customer, now)
    code = await invites.make(session, now, person=contact, by=talk.person.id)
    filed = _("{name} is filed. Service code: {code}").format(name=customer.name, code=customer.service_code)
    talk.say("\n".join([filed, invited(talk.turn, contact, code)]), title=f"🏢 {customer.name}")


def _prompt() -> str:
    return _(
        "Whom have you sold what? One message is enough, like this:\nBright Textiles Ltd., Emma Clarke, 13812345678, 8 Lake Road, Nebula ERP, lock A12345, contract until 2027-03-31"
    )


async def _read(talk: Talk, words: str) -> dict[str, str]:
    return asdict(await new_customers.read(talk.turn.session, words))


def _said(talk: Talk, read: dict[str, str], name: str) -> str:
    return str(talk.answers.get(name, read[name]))


async def _double(talk: Talk, sold: Sold) -> Customer | None:
    """The existing customer, if they choose one; only customers they may see are named."""
    session = talk.turn.session
    tag = crc32(f"{sold.name}\n{sold.phone}\n{sold.lock}".encode())  # once corrected, it is looked for again
    found = await talk.once(f"doubles:{tag}", partial(_doubles, talk, sold))
    if not found:
        return None
    options = [(str(number), f"🏢 {name}") for number, name in found]
    question = Choice(_("Is it one of these?"), options=[*options, (NEW, _("🆕 It is new"))])
    chosen = await talk.ask(f"double:{tag}", question)
    return None if chosen == NEW else await session.get_one(Customer, int(chosen))


async def _doubles(talk: Talk, sold: Sold) -> list[list[Any]]:
    found = await new_customers.doubles(talk.turn.session, sold)
    return [
        [each.id, each.name]
        for each in found
        if await may_see_customer(talk.turn.session, talk.person, each.id)
    ]


async def _played_back(talk: Talk, sold: Sold, known: Customer | None) -> Question[str]:
    shown = asdict(sold)
    if known is not None:
        shown["name"] = known.name
    names = [
        await customers.product_name(talk.turn.session, code, talk.person.language)
        for code in sold.product.split()
    ]
    shown["product"] = listed(names)
    shown["lock"] = listed(sold.lock.split())
    shown["price"] = str(amount(sold.price)) if sold.price else ""
    for name in ("starts", "ends"):
        if shown[name]:
            shown[name] = day(date.fromisoformat(shown[name]))
    lines = [labelled(_(label), shown[name] or "—") for name, label in LINES.items()]
    options = [(RIGHT, _("✅ File it")), *((name, "✏️ " + _(label)) for name, label in LINES.items())]
    return Choice("\n".join([_("Is this right?"), "", *lines]), options=options, lead=1, columns=2)


async def _question(talk: Talk, name: str) -> Question[str]:
    if name == "phone":
        return Phone(_("What is the contact's phone number?"))
    if name == "product":
        owned = await customers.products(talk.turn.session)
        names = await product_names(talk.turn.session)
        options = [(p.code, p.named(talk.person.language)) for p in owned]
        return Products(
            _("Which product is it? Several can be written one after the other."),
            options=options,
            names=tuple(names.items()),
        )
    if name in ("starts", "ends"):
        return Day(_("Which day is right? Like 2027-03-31."), today=company_day(talk.turn.now))
    if name == "price":
        return Price(_("What does it cost? Like 12000, or 1.2万."))
    asked = {"name": _("What is the company called?"), "contact": _("Who is our contact there?")}
    return Words(asked.get(name, _("What is right instead?")), longest=200)
