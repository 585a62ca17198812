"""Who answers for a customer is said on the customer's file, with one tap a person (CUS-8)."""

from desk.access import access_customer, require
from desk.people import Person
from desk.roles import TEAM
from desk.sales import account_team
from desk.sales.account_team import DUTY_NAMES, Duty
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from i18n import _
from i18n.joining import labelled

RESELLER, NOBODY = "reseller", "0"


@verb
async def entrust_customer(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *TEAM)
    await access_customer(turn.session, turn.person, number)
    await start(turn, entrusts, {"customer": number})


@flow
async def entrusts(talk: Talk) -> None:
    """Which duty, and whose it is from now on; the reseller by name."""
    session = talk.turn.session
    require(talk.person, *TEAM)
    customer = await access_customer(session, talk.person, talk.args["customer"])
    names = [(duty.value, _(name)) for duty, name in DUTY_NAMES.items()]
    which = await talk.ask(
        "which", Choice(_("Who is to be another one?"), options=[*names, (RESELLER, _("reseller"))])
    )
    if which == RESELLER:
        nobody = [(NOBODY, _("Nobody"))]
        name = await talk.ask("name", Words(_("The reseller's name?"), options=nobody, longest=120))
        customer.reseller = "" if name == NOBODY else name
        return talk.say(labelled(_("reseller"), customer.reseller or _("Nobody")))
    duty = Duty(which)
    people = [(str(each.id), each.name) for each in await account_team.candidates(session, duty)]
    question = Choice(_("Who is it?"), options=[*people, (NOBODY, _("Nobody"))])
    chosen = await talk.ask("person", question)
    person = None if chosen == NOBODY else await session.get_one(Person, int(chosen))
    await account_team.entrust(session, customer, duty, person, talk.person.id, talk.turn.now)
    return talk.say(
        f"{customer.name}: " + labelled(_(DUTY_NAMES[duty]), person.name if person else _("Nobody"))
    )
