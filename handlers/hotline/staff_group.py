"""What is said in groups; and the staff group, in which each ticket has a topic (HOT-10).

What staff write in a topic goes to the customer, `// …` stays internal, buttons act for the person who presses them.
"""

from sqlalchemy import select

from desk.access import access_topic, require
from desk.hotline import staff_group
from desk.hotline.staff_group import StaffGroup, Topic
from desk.people import REMOVED, Account, Person, move
from desk.roles import MANAGERS
from errors import BadInput, Refused
from handlers.chat import cards, flows, recording, talk_rows
from handlers.chat.cards import button, verb
from handlers.chat.incoming import InGroup
from handlers.chat.turn import Turn
from handlers.hotline import reactions
from handlers.hotline.topic_view import shape
from handlers.tickets import card as ticket_card
from handlers.tickets import staff_actions
from i18n import _
from store import savepoint


async def heard(turn: Turn, place: InGroup) -> None:
    """Read it from top to bottom: the first that fits has it."""
    if place.moved_to:
        return await move(turn.session, turn.account, place.moved_to)
    group = await staff_group.of_account(turn.session, turn.account.id)
    speaker = await _speaker(turn, place.left or place.speaker)
    if group is not None and speaker is not None:
        staff_group.works_here(group, speaker, not place.left)
    if place.left:
        return None
    if turn.said.reachable is not None:
        return await (_let_in if turn.said.reachable else _put_out)(turn, group, speaker)
    try:
        async with savepoint(turn.session):
            await _said(turn, place, group, speaker)
    except Refused as reason:
        for changed in (turn.person, turn.account):
            await turn.session.refresh(changed)
        turn.say(str(reason))
    return None


async def _speaker(turn: Turn, account: str) -> Person | None:
    """Who of the staff it is; None for everybody else."""
    query = select(Person).join(Account, Account.person_id == Person.id)
    found = await turn.session.scalar(
        query.where(Account.channel == turn.account.channel, Account.address == account)
    )
    return found if found and found.is_staff else None


async def _said(turn: Turn, place: InGroup, group: StaffGroup | None, speaker: Person | None) -> None:
    topic = await staff_group.in_thread(turn.session, group, place.thread) if group and place.thread else None
    turn.topic = topic.id if topic else None
    if speaker is not None:
        turn.person = speaker
    if turn.said.reaction is not None:
        return await reactions.reacted(turn, group) if speaker else None
    if _is_desk(turn):
        return await _make(turn, place, speaker)
    if group is None and not turn.said.button:
        return _in_private(turn) if turn.said.command else None
    if speaker is None:
        return _outsider(turn, place, group) if topic or turn.said.button else None
    if turn.said.button:
        return await cards.pressed(turn)
    return await _in_topic(turn, place, topic) if topic else None


def _is_desk(turn: Turn) -> bool:
    """/desk, and not another bot's."""
    name, _at, bot = turn.said.text.partition(" ")[0].lower().partition("@")
    return name == "/desk" and bot in ("", turn.links.bot_name.lower())


def _in_private(turn: Turn) -> None:
    turn.say(
        "\n".join(
            filter(
                None, (_("I speak with people in private only. Please write to me there."), turn.links.bot())
            )
        )
    )


def _outsider(turn: Turn, place: InGroup, group: StaffGroup | None) -> None:
    """Kindly: what they write goes to nobody. Once to each; who hides behind the group may be somebody else each time."""
    if group is not None and (not place.speaker or staff_group.outsider(group, place.speaker)):
        text = _(
            "This group is for staff, so I pass nothing on from here. Customers write to me in private. Colleagues: please switch off anonymity here, and use your invite first."
        )
        turn.say("\n".join(filter(None, (text, turn.links.bot()))))


async def _in_topic(turn: Turn, place: InGroup, topic: Topic) -> None:
    """What staff say where a ticket is shown."""
    ticket = await access_topic(turn.session, turn.person, topic)
    if place.closed is not None:
        topic.closed = place.closed
        return turn.replies.extend(await shape(turn.session, topic, ticket))
    if turn.said.edited:
        return await recording.edited(turn)
    if turn.said.refused:
        raise BadInput(_("I cannot pass on a {what}, sorry.").format(what=turn.said.refused))
    if turn.said.command:
        return await _obey(turn, topic, *turn.said.command)
    await recording.keep(turn)
    if turn.said.album and await recording.joins_album(turn):
        return None
    row = await talk_rows.floor(turn)
    if row and await flows.go_on(turn, row):
        return None
    return await staff_actions.reply(turn, ticket)


async def _obey(turn: Turn, topic: Topic, name: str, rest: str) -> None:
    """/card shows the ticket again, /cancel ends a question; any other command explains how topics work."""
    if name == "card":
        ticket = await access_topic(turn.session, turn.person, topic)
        return turn.reply(await ticket_card.for_staff(turn.session, ticket, turn.person, turn.now))
    if name == "cancel" and (row := await talk_rows.floor(turn)):
        return await flows.stop(turn, row)
    return turn.say(
        _(
            "What you write here goes to the customer. Begin with // for a note among colleagues. /card shows the ticket again, /cancel stops what I am asking."
        )
    )


async def _make(turn: Turn, place: InGroup, speaker: Person | None) -> None:
    """The group becomes the staff group, if it can."""
    if speaker is None:
        return _in_private(turn)
    require(speaker, *MANAGERS)
    if not place.forum:
        raise BadInput(
            _(
                "Almost: please switch on Topics in this group's settings, make me an administrator who may manage topics, and say /desk again."
            )
        )
    if name := await _other(turn):
        raise BadInput(
            _(
                "The desk's group is “{name}” already, and one is enough: each ticket stands there once. To move it here, remove me from there first, then say /desk here again."
            ).format(name=name)
        )
    await staff_group.make(turn.session, turn.account, speaker, turn.now)
    return turn.say(
        _(
            "This is the desk's group now: each ticket has its topic here. What you write in a topic goes to the customer; begin with // for a note among colleagues."
        )
    )


async def _other(turn: Turn) -> str:
    """The name of another group that is the desk's; "" for none."""
    group = await staff_group.current(turn.session)
    if group is None or group.account_id == turn.account.id:
        return ""
    return (await staff_group.as_person(turn.session, group)).name


async def _let_in(turn: Turn, group: StaffGroup | None, speaker: Person | None) -> None:
    """The group is there again; or it may become one."""
    if group is not None and not await _other(turn):
        return await staff_group.come_back(turn.session, group, turn.now)
    if speaker is None or not speaker.has(*MANAGERS):
        return _in_private(turn)
    return turn.say(
        _(
            "Shall each ticket have its topic here, where staff read and answer it? This group is then for staff only."
        ),
        [[button(_("🗂 Yes, this is the desk's group"), "make_room", turn.account.id)]],
        card=f"make_room:{turn.account.id}",
    )


async def _put_out(turn: Turn, group: StaffGroup | None, speaker: Person | None) -> None:
    turn.account.unreachable = REMOVED
    if group is not None:
        await staff_group.put_out(turn.session, group, REMOVED, turn.now)


@verb
async def make_room(turn: Turn, number: int, version: int, extra: str) -> None:
    if turn.said.in_group is None:
        return turn.say(_("I do not know this button any more. Just write me what you need."))
    return await _make(turn, turn.said.in_group, turn.person if turn.person.is_staff else None)


async def explain(turn: Turn) -> None:
    """/desk, said in private: how a group becomes the desk's."""
    turn.say(
        _(
            "The whole desk can work in one group, with a topic for each ticket: make a group of your staff, switch on Topics, add me as an administrator who may manage topics, and say /desk there."
        )
        if turn.links.bot_name
        else _("A staff group works only where the desk has a bot. Here tickets come to each in private.")
    )
