"""The second signature under an offer: one tap for the text as it is shown (SCO-2)."""

from desk.access import access_signature
from desk.scope import quotes
from desk.scope.case import ScopeCase
from handlers.chat.cards import if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from handlers.scope.answered import answered
from handlers.scope.deciding import show
from i18n import _


async def _load(turn: Turn, number: int) -> ScopeCase:
    case, _quote = await access_signature(turn.session, turn.person, number)
    return case


on_case_to_sign = if_unchanged(_load, show)


@verb
@on_case_to_sign
async def sign_quote(turn: Turn, case: ScopeCase, extra: str) -> None:
    _case, quote = await access_signature(turn.session, turn.person, case.id)
    await quotes.sign(turn.session, case, quote, turn.person, turn.now)
    await answered(turn, case)


@verb
@on_case_to_sign
async def return_quote(turn: Turn, case: ScopeCase, extra: str) -> None:
    await start(turn, return_offer, {"case": case.id})


@flow
async def return_offer(talk: Talk) -> None:
    """Returned to the proposer, with a comment."""
    case, quote = await access_signature(talk.turn.session, talk.person, talk.args["case"])
    why = await talk.ask("why", Words(_("What should be otherwise?"), shortest=2))
    await quotes.send_back(talk.turn.session, case, quote, why, talk.person, talk.turn.now)
