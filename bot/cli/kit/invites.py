"""How somebody new comes in: a one-time invite; in the demo a place among the demo people at once (CUS-4)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import demo, settings
from bot.cli.kit.show import say
from bot.cli.kit.telegram import bot_name
from bot.settings import Settings
from desk import invites
from desk.customers import Customer
from desk.people import Account, Person, account_of
from errors import KefuError
from handlers.chat.turn import Links
from i18n import _

DEMO_CHAT = "demo-{id}"  # as the web chat knows demo people


async def for_person(session: AsyncSession, person: Person, now: datetime) -> str:
    """The code of a new invite; "" in the demo, where they can be chosen in the web chat already."""
    if not await demo.is_demo(session):
        return await invites.make(session, now, person=person)
    if await account_of(session, person.id) is None:
        address = DEMO_CHAT.format(id=person.id)
        session.add(Account(person_id=person.id, channel="web", address=address, seen_at=now))
    return ""


async def for_customer(session: AsyncSession, customer: Customer, now: datetime) -> str:
    """The code of an invite that may be passed on."""
    return await invites.make(session, now, customer_id=customer.id)


async def tell(who: str, code: str) -> None:
    """Prints the ways in. The code is seen this once."""
    if not code:
        say(_("{name} can be chosen in the demo's web chat now.").format(name=who))
        return
    config = settings.load()
    links = Links(await _bot_name(config), config.web_address)
    say(_("Invite for {name}, valid for 7 days, once:").format(name=who))
    if config.telegram_bot_token:
        say(_("  send the bot   /start {code}").format(code=code))
    if link := links.telegram(code):
        say(_("  or open        {link}").format(link=link))
    here = "" if links.reaches("cli") else _(" (on this computer only)")
    way = _("  or open        {link}") if config.telegram_bot_token else _("  open           {link}")
    say(way.format(link=links.web(code)) + here)


async def _bot_name(config: Settings) -> str:
    """Empty when it cannot be learned just now: the code works all the same."""
    try:
        return await bot_name(config) if config.telegram_bot_token else ""
    except KefuError:
        return ""
