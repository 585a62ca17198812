"""Where a message goes. Read it from top to bottom: the first that fits has it."""

from desk import journal
from desk.access import access_reply
from handlers import (
    alerts,
    calling_back,
    campaign_card,
    campaigns,
    cards,
    commands,
    customer_file,
    customer_words,
    deadlines,
    digest,
    dispatching,
    duty,
    emergencies,
    explaining,
    finding,
    identity,
    incidents,
    inquiries,
    keeping,
    lists,
    more,
    own_tickets,
    passing_on,
    policies,
    reactions,
    regions,
    remote_work,
    rooms,
    roster_week,
    rostering,
    survey_calls,
    surveys,
    swapping,
    talk,
    ticket_history,
    ticket_work,
    visit_plans,
)
from handlers.complaints import answering, assessing, confirming, register, relating, tasks, verifying
from handlers.editing import history, home
from handlers.figures import behind, choosing, page
from handlers.notices import delivery
from handlers.reports import page as monthly
from handlers.turn import Turn
from handlers.visits import appointing, data, facts, finishing, report, signing, writing_off
from language import _

PAGES = (
    alerts,
    answering,
    appointing,
    assessing,
    behind,
    calling_back,
    campaign_card,
    campaigns,
    choosing,
    confirming,
    customer_file,
    data,
    deadlines,
    digest,
    dispatching,
    duty,
    emergencies,
    explaining,
    facts,
    finding,
    finishing,
    history,
    home,
    incidents,
    inquiries,
    lists,
    monthly,
    more,
    own_tickets,
    page,
    passing_on,
    policies,
    regions,
    register,
    relating,
    remote_work,
    report,
    rooms,
    roster_week,
    rostering,
    signing,
    survey_calls,
    surveys,
    swapping,
    tasks,
    ticket_history,
    ticket_work,
    verifying,
    visit_plans,
    writing_off,
)  # whose buttons and flows there are


async def handle(turn: Turn) -> None:
    """One message or press of one person."""
    said = turn.said
    if said.in_group:
        return await rooms.heard(turn, said.in_group)
    if said.button:
        return await cards.pressed(turn)
    if said.reaction is not None:
        return await reactions.reacted(turn)
    if said.edited:
        return await keeping.edited(turn)
    if said.reachable is not None:
        return await _came_or_left(turn, said.reachable)
    if said.refused:
        return turn.say(
            _("I cannot keep a {what}, sorry. Please tell me in words, or send a picture or a file.").format(
                what=said.refused
            )
        )
    if said.command:
        return await commands.obey(turn, *said.command)
    await keeping.keep(turn)
    if said.album and await keeping.joins_album(turn):
        return None
    return await (_staff_says(turn) if turn.person.is_staff else customer_words.heard(turn))


async def _came_or_left(turn: Turn, reachable: bool) -> None:
    """They have blocked the bot, or let it in again; those who work for them hear so."""
    turn.account.unreachable = "" if reachable else delivery.BLOCKED
    if not reachable:
        await journal.write(
            turn.session,
            turn.person,
            "person.undelivered",
            by=None,
            now=turn.now,
            why=turn.account.unreachable,
        )


async def _staff_says(turn: Turn) -> None:
    if turn.said.about.startswith("inquiry:"):
        return await inquiries.reply(turn, turn.said.ticket)
    if turn.said.about:
        return await ticket_work.reply(turn, await access_reply(turn.session, turn.person, turn.said.ticket))
    if await dispatching.located(turn):
        return None
    row = await talk.floor(turn)
    if row and await talk.go_on(turn, row):
        return None
    if turn.said.phone:
        return await identity.shared_phone(turn)
    return turn.say(
        _(
            "To write to a customer, answer one of their messages or a card, or press 💬 Answer. /find searches, /help shows more."
        )
    )
