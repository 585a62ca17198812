"""What the worker adds to a message or a row: where it belongs, the menu, when it is tried again."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.incoming import inbox
from bot.incoming.inbox import Incoming
from handlers import commands
from handlers.chat.cards import VERBS
from handlers.chat.incoming import Said
from handlers.chat.message import Message, Priority
from handlers.chat.turn import Turn
from i18n import _, speaking


def kind_of(said: Said) -> str:
    """A button's verb, a command's name, or that it was something else; never what was said."""
    if said.button:
        verb = said.button.partition(":")[2].partition(":")[0]
        return verb if verb in VERBS else "answers"
    if said.command:
        return f"command:{said.command[0]}" if said.command[0] in commands.COMMANDS else "command"
    return "writes"


def answered_where_asked(message: Message, turn: Turn) -> Message:
    """Answers go to where they were asked from; in a group they are for the group."""
    if message.to != turn.person.id:
        return message
    to = turn.account.person_id if turn.said.in_group else message.to
    return replace(message, to=to, account_id=turn.account.id, topic=turn.topic)


def send_menu(turn: Turn, menu_in: str) -> None:
    """The chat's menu follows the person's role and language. Most customers never need one of their own."""
    person = turn.person
    if turn.said.in_group:
        return
    wanted = f"{person.language} {' '.join(sorted(person.roles))}"[:80]
    if turn.account.menu == wanted:
        return
    is_there = not turn.account.menu and wanted.strip() == menu_in
    turn.account.menu = wanted
    if is_there:
        return
    with speaking(person.language, person.zone):
        menu = tuple((name, _(command.help)) for name, command in commands.menu(person))
    turn.replies.append(Message(person.id, "", menu=menu, priority=Priority.NOTICE))


def retry_later(row: Incoming, error: Exception, now: datetime) -> None:
    row.state, row.error = inbox.WAITING, f"{type(error).__name__}: {error}"
    row.due_at = now + timedelta(seconds=min(2**row.attempts, 60))
