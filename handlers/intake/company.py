"""Facts about the company: hours, address, telephone, who we are, who answers, what it costs.

An administrator keeps them as policies, in both languages. What is not on file a colleague is asked for; nothing is made up.
"""

import re

from desk import customers, policies
from desk.calendars import hours_text, regions
from desk.hotline.messages import TicketMessage
from desk.policies import Policy
from handlers.chat import flows
from handlers.chat.cards import button, verb
from handlers.chat.replies import simplified
from handlers.chat.turn import Turn
from handlers.intake.report_problem import ask_a_person, ask_sales
from handlers.intake.short_questions import Topic
from i18n import _, company, spoken

ABOUT = (policies.COMPANY_ABOUT, policies.COMPANY_ABOUT_EN)
ADDRESS = (policies.COMPANY_ADDRESS, policies.COMPANY_ADDRESS_EN)
_BOT = re.compile(
    r"机器人|人工智能|智能客服|自动回复|ai|\b(?:ro)?bot\b|\bchatbot\b|\bmachine\b|\bcomputer\b|\bprogram\b"
)
_PERSON = re.compile(r"人|\bhuman\b|\bperson\b|\breal\b")
MOST_PRODUCTS = 8  # named in one message


async def answer(turn: Turn, topic: Topic) -> None:
    """One fact, in the language of who asks."""
    if topic is Topic.PRICE:
        return await flows.start(turn, ask_sales, {"words": turn.said.text.strip()})
    asks = [[button(_("🙋 Ask a colleague"), "ask_about_company", turn.recorded.id if turn.recorded else 0)]]
    if topic is Topic.DATA:
        text = _(
            "You get all that is kept about you by the button. A colleague can erase it, or see that you hear no more from us."
        )
        own = button(_("📦 All data about me"), "give_out", turn.person.id, 0, "person")
        return turn.say(text, [[own], *asks])
    if text := await _fact(turn, topic):
        return turn.say(text)
    return turn.say(_("That is not on file here, but a colleague can tell you."), asks)


async def _fact(turn: Turn, topic: Topic) -> str:
    """ "" when it is not on file."""
    name = company()
    if topic is Topic.HOURS:
        return _("Our support hours: {hours}").format(hours=await _hours(turn))
    if topic is Topic.ADDRESS:
        address = await _in_language(turn, ADDRESS)
        return f"{name}\n{address}".strip() if address else ""
    if topic is Topic.TELEPHONE:
        number = await policies.value(turn.session, policies.COMPANY_TELEPHONE)
        return (
            _("Our number: {number}. In support hours: {hours}").format(
                number=number, hours=await _hours(turn)
            )
            if number
            else ""
        )
    if topic is Topic.ABOUT:
        return await _about(turn, name)
    if topic in (Topic.CONTRACT, Topic.CONTACTS):
        return ""
    if topic is Topic.BOT:
        return _a_program(turn.said.text)
    return _(
        "Just write what goes wrong, in your own words. Pictures and files are welcome. /help shows what else I can do."
    )


def _a_program(asked: str) -> str:
    """An honest yes to "are you a bot", an honest no to "are you a person"."""
    said = simplified(asked)
    bot, person = _BOT.search(said) is not None, _PERSON.search(_BOT.sub("", said)) is not None
    if person and not bot:
        return _(
            "No, I am a program, the assistant of the service desk. Write “human” at any time, and a person takes over."
        )
    if bot and not person:
        return _(
            "Yes, I am a program, the assistant of the service desk. Write “human” at any time, and a person takes over."
        )
    return _(
        "I am a program, the assistant of the service desk. Write “human” at any time, and a person takes over."
    )


async def _about(turn: Turn, name: str) -> str:
    """Who we are, and that it is a program who says so."""
    about = await _in_language(turn, ABOUT)
    own = (
        _("I am the assistant of the service desk of {company}.").format(company=name)
        if name
        else _("I am the assistant of the service desk.")
    )
    products = [p.named(turn.person.language) for p in await customers.products(turn.session)]
    ours = (
        _("We look after: {products}").format(products=_(", ").join(products[:MOST_PRODUCTS]))
        if products
        else ""
    )
    return "\n".join(filter(None, (own, about, ours)))


async def _hours(turn: Turn) -> str:
    """Of support, in the customer's region."""
    customer = await customers.of(turn.session, turn.person)
    support = (await regions.hours_of(turn.session, customer.region if customer else "")).support
    return hours_text.week_words(support.week, spoken().language)


async def _in_language(turn: Turn, both: tuple[Policy[str], Policy[str]]) -> str:
    """In the language that is spoken, else in the one there is."""
    chinese, english = [await policies.value(turn.session, each) for each in both]
    return (chinese or english) if spoken().language == "zh" else (english or chinese)


@verb
async def ask_about_company(turn: Turn, number: int, version: int, extra: str) -> None:
    """What is not on file is asked of a person."""
    said = await turn.session.get(TicketMessage, number)
    known = {"problem": said.text} if said and said.person_id == turn.person.id and said.text else {}
    await flows.start(turn, ask_a_person, known=known)
