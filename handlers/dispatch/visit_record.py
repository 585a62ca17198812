"""The record of a visit, from the engineer: what was found and done, parts, time, photos; each asked once (DIS-5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from desk.access import access_dispatch
from desk.dispatch import recommendations, site_wishes, visit_record
from desk.dispatch.orders import Dispatch, OrderState
from desk.dispatch.visit_record import VisitRecord
from desk.hotline import messages as ticket_messages
from errors import BadInput, Stale
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import SKIP, Question, Words, YesNo
from handlers.chat.turn import Turn
from handlers.dispatch.guards import on_own_order
from i18n import _, duration

USUAL = (30, 60, 90, 120, 180, 240)  # minutes
LONGEST = 24 * 60
QUARTER = 15


@dataclass(frozen=True)
class Minutes(Question[str]):
    """A number of minutes; `2h` will do as well."""

    def heard(self, said: Said) -> str:
        words = said.text.strip().lower().removesuffix("钟")
        hours = words.endswith(("h", "小时"))
        number = words.rstrip("hminutes 小时分") or "-"
        try:
            minutes = round(float(number) * (60 if hours else 1))
        except (ValueError, OverflowError):
            minutes = 0
        if not 1 <= minutes <= LONGEST:
            raise BadInput(_("How many minutes? Please write a number, like 90."))
        return str(minutes)


@dataclass(frozen=True)
class Photos(Question[str]):
    """Each one that comes is kept, and another may follow."""

    def heard(self, said: Said) -> str:
        if not said.attachments:
            raise BadInput(_("Please send photos, or press the button."))
        return "📎"


@verb
@on_own_order
async def finish(turn: Turn, order: Dispatch, extra: str) -> None:
    await start(turn, finish_visit, {"order": order.id})


@flow
async def finish_visit(talk: Talk) -> None:
    """Six short questions, four of them by a tap; the customer then signs."""
    session = talk.turn.session
    order = await access_dispatch(session, talk.person, talk.args["order"])
    if order.state not in (OrderState.ARRIVED, OrderState.WORKING):
        raise Stale(_("{number} has changed meanwhile.").format(number=order.number))
    found = await talk.ask("found", Words(_("What did you find?")))
    done = await talk.ask("done", Words(_("What did you do?")))
    solved = await talk.ask("solved", YesNo(_("Is the customer's problem solved?")))
    parts = await talk.ask("parts", Words(_("Which parts did you use?"), options=[(SKIP, _("None"))]))
    minutes = await talk.ask("minutes", await _minutes(talk, order))
    done_besides = await _done_besides(talk, order)
    recommended = await _recommended(talk, order)
    photos = await _photos(talk)
    record = VisitRecord(
        found, done, "" if parts == SKIP else parts, int(minutes), photos, solved, done_besides, recommended
    )
    await talk.once("finished", lambda: _finished(talk, order, record))


async def _recommended(talk: Talk, order: Dispatch) -> str:
    """Only at an inspection (VIS-7)."""
    if not await talk.once("inspection", lambda: recommendations.is_inspection(talk.turn.session, order)):
        return ""
    prompt = _("What do you recommend to the customer? One line for each; we follow it up.")
    said = await talk.ask("recommended", Words(prompt, options=[(SKIP, _("Nothing to recommend"))]))
    return "" if said == SKIP else said


async def _done_besides(talk: Talk, order: Dispatch) -> frozenset[int]:
    """Of the extra work that the customer has agreed to (DIS-13)."""
    done = set()
    for number, words in await talk.once("agreed", lambda: _agreed(order)):
        if await talk.ask(f"wish{number}", YesNo(_("Have you done this, too: {words}?").format(words=words))):
            done.add(number)
    return frozenset(done)


async def _agreed(order: Dispatch) -> list[list[Any]]:
    return [[number, words] for number, words in site_wishes.agreed(order)]


async def _minutes(talk: Talk, order: Dispatch) -> Minutes:
    """The time since arrival comes first."""
    spent = await talk.once("spent", lambda: _spent(order, talk.turn.now))
    choices = sorted({spent, *USUAL}, key=lambda minutes: (minutes != spent, minutes))
    options = [(str(minutes), duration(timedelta(minutes=minutes))) for minutes in choices]
    return Minutes(_("How long did you work on it?"), options=options, columns=3, lead=1)


async def _spent(order: Dispatch, now: datetime) -> int:
    """Since arrival, in quarters of an hour."""
    minutes = (now - (order.arrived_at or now)).total_seconds() / 60
    return min(max(round(minutes / QUARTER), 1) * QUARTER, LONGEST)


async def _photos(talk: Talk) -> list[int]:
    """As many as they send; those sent along with the words before count, too."""
    prompt, ready = _("Photos, if you have any: please send them now."), _("No photos")
    number = 0
    while await talk.ask(f"photos{number}", Photos(prompt, options=[(SKIP, ready)])) != SKIP:
        number += 1
        prompt, ready = _("Got it. More photos?"), _("✅ That is all")
    said = await ticket_messages.of_talk(talk.turn.session, talk.row.id)
    return [file.id for message in said for file in message.files if file.kind == "photo"]


async def _finished(talk: Talk, order: Dispatch, record: VisitRecord) -> bool:
    """What the engineer said and sent stands on the ticket, between colleagues; the customer reads the record."""
    session = talk.turn.session
    for message in await ticket_messages.of_talk(session, talk.row.id):
        message.ticket_id, message.internal = order.ticket_id, True
    await visit_record.finish(session, order, talk.person, record, talk.turn.now)
    return True
