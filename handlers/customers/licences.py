"""What a customer owns, corrected line by line: number, version, site, last upgrade, right to new versions (CUS-11)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, licences
from desk.access import access_customer, require
from desk.calendars import dates
from desk.customers import Customer, Licence, Site
from desk.roles import ACCOUNT_STAFF
from documents.dates import day as read_day
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice, Question, Words
from handlers.chat.turn import Turn
from i18n import N_, _

NEW, NONE, SITE = "new", "none", "site"
LINES = {
    "number": N_("Licence number"),
    "version": N_("Version"),
    "site_id": N_("Site"),
    "upgraded_on": N_("Last upgrade"),
    "upgrades_until": N_("New versions until"),
}
DAYS = ("upgraded_on", "upgrades_until")


@verb
async def change_licence(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *ACCOUNT_STAFF)
    await access_customer(turn.session, turn.person, number)
    await start(turn, licence_changes, {"customer": number})


@flow
async def licence_changes(talk: Talk) -> None:
    """Asks which licence, which line of it, and the right value; or another site."""
    session = talk.turn.session
    require(talk.person, *ACCOUNT_STAFF)
    customer = await access_customer(session, talk.person, talk.args["customer"])
    owned = [
        (
            str(each.id),
            f"{await customers.product_name(session, each.product, talk.person.language)} {each.number}",
        )
        for each in customer.licences
    ]
    which = await talk.ask("which", Choice(_("Which one?"), options=[*owned, (SITE, _("➕ A new site"))]))
    if which == SITE:
        return await _new_site(talk, customer)
    licence = await session.get_one(Licence, int(which))
    lines = [(name, _(label)) for name, label in LINES.items()]
    line = await talk.ask("line", Choice(_("What is to be changed?"), options=lines, columns=2))
    value = await talk.ask("value", await _question(session, customer, line))
    setattr(licence, line, _kept(line, value))
    today = await dates.today_of(session, customer, talk.turn.now)
    facts = licences.licence_facts(licence, await customers.sites(session, customer), today)
    return talk.say(f"📦 {facts or licence.product}", title=f"🏢 {customer.name}")


async def _new_site(talk: Talk, customer: Customer) -> None:
    name = await talk.ask("name", Words(_("What is the site called?"), longest=120))
    address = await talk.ask("address", Words(_("Where is it?"), longest=300))
    talk.turn.session.add(Site(customer_id=customer.id, name=name, address=address, region=customer.region))
    talk.say(f"🏬 {name} · {address}", title=f"🏢 {customer.name}")


async def _question(session: AsyncSession, customer: Customer, line: str) -> Question[str]:
    if line in DAYS:
        return PastOrAhead(_("Which day? Like 2026-03-31."), options=[(NONE, _("None"))])
    if line == "site_id":
        places = [(str(each.id), each.name) for each in await customers.sites(session, customer)]
        return Choice(_("At which site?"), options=[*places, (NONE, _("None"))])
    return Words(_("What is right instead?"), options=[(NONE, _("None"))], longest=40)


@dataclass(frozen=True)
class PastOrAhead(Choice):
    """Any day, as in a table: `2026-03-31`, 2026年3月31日."""

    def heard(self, said: Said) -> str:
        return read_day(said.text).isoformat()


def _kept(line: str, value: str) -> Any:
    if line in DAYS:
        return None if value == NONE else read_day(value)
    if line == "site_id":
        return None if value == NONE else int(value)
    return "" if value == NONE else value
