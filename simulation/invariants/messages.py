"""Messages: nothing that is said is lost or handled twice, and what the desk says arrives."""

from collections import Counter

from bot.delivery.rows import FAILED, SENT, WAITING
from bot.incoming import inbox
from simulation.snapshot import Broken, Found, Look


def every_message_is_handled_once(look: Look) -> Found:
    """Everything that was sent to the desk is in the inbox, and done; nothing failed."""
    states = {row.key: row.state for row in look.inbox}
    for key, chat in look.record.said.items():
        if key not in states:
            yield Broken("handled once", f"update {key} never came in", person=look.whose.get(chat))
    for row in look.inbox:
        if row.state != inbox.DONE:
            person = look.whose.get(look.record.said.get(row.key, ""))
            yield Broken("handled once", f"update {row.key} is {row.state}: {row.error}", person=person)


def nothing_fails(look: Look) -> Found:
    """What falls due is done at the first try, and so is every job."""
    for failure in dict.fromkeys(look.record.failures):
        yield Broken("fails", failure)


def all_words_are_kept(look: Look) -> Found:
    """What was said in words, pictures and numbers is an message, and never two (INT-6, HOT-10)."""
    kept = Counter((look.addresses[row.account_id], row.message) for row in look.ticket_messages)
    for chat, number in sorted(look.record.words):
        if (times := kept[chat, number]) != 1:
            yield Broken("words kept", f"message {number} is kept {times} times", person=look.whose.get(chat))


def the_outbox_is_empty(look: Look) -> Found:
    """Only rate-limited messages wait; only undeliverable ones have failed."""
    for row in look.outbox:
        if row.state == WAITING and row.due_at <= look.now:
            yield Broken("outbox empty", f"message {row.id} waits", person=row.person_id)
        lost = row.id in look.record.refused or look.addresses.get(row.account_id) in look.record.blockers
        if row.state == FAILED and row.account_id and not lost:
            yield Broken("outbox empty", f"message {row.id} failed: {row.error}", person=row.person_id)


def what_is_sent_has_arrived(look: Look) -> Found:
    """In the chat it was meant for, and once; a second time only if the process was killed at it."""
    for row in look.outbox:
        if row.state != SENT or row.id in look.record.gone:
            continue
        chats, address = look.record.delivered.get(row.id, []), look.addresses[row.account_id]
        if set(chats) != {address} or len(chats) > 1 + look.record.interrupted[row.id]:
            yield Broken("arrived", f"message {row.id} for {address} is in {chats}", person=row.person_id)
