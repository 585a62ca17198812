"""Deciding whether a request is in scope (SCO-1)."""

from desk.access import access_scope, access_scope_decision
from desk.scope import deciding
from desk.scope.case import ScopeCase
from handlers.chat.cards import if_unchanged, says_it_changed, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import SKIP, Words
from handlers.chat.turn import Turn
from handlers.scope import card
from i18n import _


@says_it_changed
async def show(turn: Turn, case: ScopeCase) -> None:
    turn.reply(await card.for_staff(turn.session, case, turn.person, turn.now))


async def _load(turn: Turn, number: int) -> ScopeCase:
    return await access_scope_decision(turn.session, turn.person, number)


on_case_to_decide = if_unchanged(_load, show)


@verb
async def show_scope(turn: Turn, number: int, version: int, extra: str) -> None:
    case = await access_scope(turn.session, turn.person, number)
    turn.reply(await card.for_staff(turn.session, case, turn.person, turn.now))


@verb
@on_case_to_decide
async def scope_in(turn: Turn, case: ScopeCase, extra: str) -> None:
    await deciding.decide(turn.session, case, turn.person, turn.now, within=True)


@verb
@on_case_to_decide
async def scope_out(turn: Turn, case: ScopeCase, extra: str) -> None:
    await start(turn, decide_out, {"case": case.id})


@flow
async def decide_out(talk: Talk) -> None:
    """With a word for sales, who talk with the customer about it."""
    case = await access_scope_decision(talk.turn.session, talk.person, talk.args["case"])
    question = Words(_("What should sales know about it?"), options=[(SKIP, _("Nothing more"))])
    words = await talk.ask("words", question)
    await deciding.decide(
        talk.turn.session,
        case,
        talk.person,
        talk.turn.now,
        within=False,
        words="" if words == SKIP else words,
    )
