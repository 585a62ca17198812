"""How somebody new comes in: a one-time invite; in the demo a place among the demo people at once (CUS-4)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import settings
from bot.cli.show import say
from bot.cli.telegram import bot_name
from bot.settings import Settings
from desk import invites
from desk.people import Account, Person
from errors import KefuError
from handlers.turn import Links
from language import _

DEMO_CHAT = "demo-{id}"  # as the web chat knows demo people


async def for_person(session: AsyncSession, person: Person, now: datetime) -> str:
    """The code of a new invite; "" in the demo, where they can be chosen in the web chat already."""
    if not await _in_demo(session):
        return await invites.make(session, now, person=person)
    address = DEMO_CHAT.format(id=person.id)
    session.add(Account(person_id=person.id, channel="web", address=address, seen_at=now))
    return ""


async def _in_demo(session: AsyncSession) -> bool:
    from bot import demo

    return await demo.is_demo(session)


async def tell(who: str, code: str) -> None:
    """Prints the ways in. The code is seen this once."""
    if not code:
        say(_("{name} can be chosen in the demo's web chat now.").format(name=who))
        return
    config = settings.load()
    links = Links(await _bot_name(config), config.web_address)
    say(_("Invite for {name}, valid for 7 days, once:").format(name=who))
    say(_("  send the bot   /start {code}").format(code=code))
    for link in (links.telegram(code), links.web(code)):
        if link:
            say(_("  or open        {link}").format(link=link))


async def _bot_name(config: Settings) -> str:
    """Empty when it cannot be learned just now: the code works all the same."""
    try:
        return await bot_name(config) if config.telegram_bot_token else ""
    except KefuError:
        return ""
