"""/campaign: a survey to chosen customers, set up question by question; and what there is (VIS-6)."""

from datetime import date

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.access import require
from desk.customers import Customer
from desk.roles import SURVEYORS
from desk.surveys import campaigns, survey_catalogue
from desk.surveys.audiences import Audience
from desk.surveys.campaigns import STATE_NAMES, Campaign
from desk.surveys.forms import text
from desk.ticket import PROBLEM_TYPE_NAMES
from errors import BadInput
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from handlers.surveys import campaign_card
from i18n import _, company_day, spoken

ALL = "all"
SHOWN, REGIONS = 6, 20


async def menu(turn: Turn) -> None:
    """/campaign"""
    require(turn.person, *SURVEYORS)
    newest = await turn.session.scalars(select(Campaign).order_by(Campaign.id.desc()).limit(SHOWN))
    rows = [[button(f"{c.name} · {_(STATE_NAMES[c.state])}", "show_campaign", c.id)] for c in newest]
    turn.say(
        _("A survey to the customers you choose; nothing is sent before you start it."),
        [*rows, [button(_("➕ New campaign"), "new_campaign", 0)]],
    )


@verb
async def new_campaign(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *SURVEYORS)
    await start(turn, plan_campaign)


class Number(Words):
    """How many by chance, in figures."""

    def heard(self, said: Said) -> str:
        words = said.text.strip()
        if not (words.isascii() and words.isdecimal() and 1 <= int(words) <= 100_000):
            raise BadInput(_("Please write a number, or press the button for all."))
        return words


@flow
async def plan_campaign(talk: Talk) -> None:
    """Asks for survey, audience and sample size; then its card, with the number of customers and the button to start."""
    session = talk.turn.session
    require(talk.person, *SURVEYORS)
    name = await talk.ask("name", Words(_("What is the campaign about?"), longest=60))
    survey = await talk.ask("survey", Choice(_("Which survey?"), options=await _surveys(session)))
    every = (ALL, _("All"))
    region = await _region(talk)
    owned = [(p.code, p.named(talk.person.language)) for p in await customers.products(session)]
    product = await talk.ask("product", Choice(_("Who owns which product?"), options=[every, *owned]))
    categories = [every, ("key", _("key customers")), ("regular", _("regular customers"))]
    category = await talk.ask("category", Choice(_("Which customers?"), options=categories))
    kinds = [every, *((kind.value, _(label)) for kind, label in PROBLEM_TYPE_NAMES.items())]
    kind = await talk.ask("kind", Choice(_("What was their last ticket about?"), options=kinds))
    since, until = await _served(talk)
    many = await talk.ask(
        "many",
        Number(
            _("How many of them, drawn by chance? Write a number."), options=[(ALL, _("All these customers"))]
        ),
    )
    chosen = ["" if answer == ALL else answer for answer in (region, product, category, kind)]
    sample, seed = (0, 0) if many == ALL else (int(many), talk.row.id)
    audience = Audience(chosen[0], chosen[1], chosen[2], chosen[3], since, until, sample, seed)
    number = await talk.once("campaign", lambda: _draft(talk, name, survey, audience))
    campaign = await session.get_one(Campaign, number)
    talk.turn.reply(await campaign_card.card(session, campaign, talk.person, talk.turn.now))


async def _draft(talk: Talk, name: str, survey: str, audience: Audience) -> int:
    session, version = talk.turn.session, (await survey_catalogue.latest(talk.turn.session))[survey][0]
    chosen = (survey, version)
    drafted = await campaigns.draft(session, name, chosen, audience, talk.turn.now, by=talk.person.id)
    return drafted.id


async def _surveys(session: AsyncSession) -> list[tuple[str, str]]:
    """Those about a finished service are for the service alone."""
    found = (await survey_catalogue.latest(session)).items()
    return [
        (code, text(data["name"], spoken().language))
        for code, (_n, data) in found
        if data["purpose"] not in ("service", "project", "special")
    ]


async def _region(talk: Talk) -> str:
    names = await talk.once("regions", lambda: _regions(talk.turn.session))
    options = [
        (ALL, _("All")),
        *((str(n), name) for n, name in enumerate(names)),
    ]  # a name may be long for a button
    chosen = await talk.ask("region", Choice(_("Which region?"), options=options)) if names else ALL
    return ALL if chosen == ALL else names[int(chosen)]


async def _regions(session: AsyncSession) -> list[str]:
    names = select(Customer.region).where(Customer.region != "").distinct().order_by(Customer.region)
    return list(await session.scalars(names.limit(REGIONS)))


async def _served(talk: Talk) -> tuple[str, str]:
    """A month in which they had a ticket closed, or it does not matter: ISO days."""
    options = [(ALL, _("That does not matter")), ("this", _("This month")), ("last", _("Last month"))]
    chosen = await talk.ask("served", Choice(_("When did they have a ticket closed?"), options=options))
    if chosen == ALL:
        return "", ""
    back = relativedelta(months=0 if chosen == "this" else 1)
    today = await talk.once("today", lambda: _today(talk))
    first = date.fromisoformat(today).replace(day=1) - back
    return first.isoformat(), (first + relativedelta(months=1, days=-1)).isoformat()


async def _today(talk: Talk) -> str:
    return company_day(talk.turn.now).isoformat()
