"""Editing an entry, one field at a time: what it becomes, what that would do, and then it is a new version (KB-1)."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from desk import customers
from desk.access import access_entry_work
from desk.hotline import messages as ticket_messages
from desk.ticket import PROBLEM_TYPE_NAMES
from errors import BadInput, Stale
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import Anything, Choice, Words
from handlers.chat.turn import Turn
from handlers.knowledge.entry_actions import on_entry, show_again
from handlers.knowledge.impact import agreed
from i18n import N_, _
from kb.base import entries, product_catalogue, versions
from kb.base.entry import Entry
from kb.files.fields import moment
from kb.learning.impact import as_shown, with_change

NONE, DONE, END, KEEP, FORGET = "=none", "=done", "=end", "=keep", "=forget"  # nobody types these
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}\s*[.、)）]|[-•])\s*")

Content = dict[str, Any]


@verb
@on_entry
async def kb_edit(turn: Turn, entry: Entry, extra: str) -> None:
    await start(turn, edit_entry, {"entry": entry.id})


@flow
async def edit_entry(talk: Talk) -> None:
    """One field; of an approved entry the effect is seen before it is saved (KB-5)."""
    session = talk.turn.session
    entry = await access_entry_work(session, talk.person, talk.args["entry"])
    options = [(name, _(label)) for name, (label, _ask) in FIELDS.items()]
    which = await talk.ask(
        "field", Choice(_("What shall change in {code}?").format(code=entry.code), options=options, columns=2)
    )
    was = await talk.once("was", lambda: _value(entry, which))
    content = await FIELDS[which][1](talk, entry)
    if await _value(entry, which) != was:
        raise Stale(_("Somebody else has changed this meanwhile. Please look again."))
    if entry.state == "approved" and not content.keys() & {"files"}:
        before, after = as_shown(entry), with_change(entry, content)
        await agreed(
            talk, _("Save the change of {code}?").format(code=entry.code), before, after, _("✅ Save")
        )
    await entries.change(session, entry, talk.turn.now, talk.person.id, content)
    await show_again(talk, entry)


async def _value(entry: Entry, which: str) -> Any:
    """The new value of the field, in a form that JSON can hold."""
    return versions.plain(getattr(entry, _COLUMNS.get(which, which)))


_COLUMNS = {"step": "solution"}


async def _question(talk: Talk, entry: Entry) -> Content:
    return {"question": await talk.ask("question", Words(_now(entry.question), longest=1000, shortest=2))}


def _now(text: str) -> str:
    return _("Now it is:\n{text}\n\nPlease write what it shall be.").format(text=text or "–")


async def _symptoms(talk: Talk, entry: Entry) -> Content:
    answer = await talk.ask("symptoms", Words(_now(entry.symptoms), options=[(NONE, _("None"))]))
    return {"symptoms": "" if answer == NONE else answer}


async def _solution(talk: Talk, entry: Entry) -> Content:
    prompt = _now("\n".join(entry.solution)) + "\n" + _("One step a line.")
    return {"solution": lines(await talk.ask("solution", Words(prompt)))}


def lines(text: str) -> list[str]:
    """One item a line, without the numbers people put before them."""
    return [item for line in text.splitlines() if (item := _NUMBERED.sub("", line).strip())]


async def _step(talk: Talk, entry: Entry) -> Content:
    """One step of the solution: rewritten, removed, or added at the end."""
    steps = list(entry.solution)
    options = [(str(at), f"{at + 1}. {step[:30]}") for at, step in enumerate(steps)]
    which = await talk.ask("step", Choice(_("Which step?"), options=[*options, (END, _("➕ A new one"))]))
    if which == END:
        return {"solution": [*steps, await talk.ask("words", Words(_("What is to be done in this step?")))]}
    at = int(which)
    words = await talk.ask("words", Words(_now(steps[at]), options=[(NONE, _("🗑 Take it out"))]))
    return {"solution": [*steps[:at], *([] if words == NONE else [words]), *steps[at + 1 :]]}


async def _wordings(talk: Talk, entry: Entry) -> Content:
    """New ones are written, one a line; a press takes one out. Learnt ones are read and kept, or forgotten."""
    listed = [*(f"• {text}" for text in entry.variants), *(f"🤖 {text}" for text in entry.learnt)]
    prompt = "\n".join([*listed, "", _("Write new wordings, one a line, or press one to take it out.")])
    known = [(str(at), f"🗑 {text[:30]}") for at, text in enumerate(entry.variants)]
    learnt = [(KEEP, _("🤖 Keep what was learnt")), (FORGET, _("🤖 Forget what was learnt"))]
    answer = await talk.ask("wordings", Words(prompt, options=[*known, *(learnt if entry.learnt else [])]))
    if answer == KEEP:
        return {"variants": [*entry.variants, *entry.learnt], "learnt": []}
    if answer == FORGET:
        return {"learnt": []}
    if answer in dict(known):
        return {"variants": [text for at, text in enumerate(entry.variants) if str(at) != answer]}
    return {"variants": list(dict.fromkeys([*entry.variants, *lines(answer)]))}


async def _product(talk: Talk, entry: Entry) -> Content:
    chosen = await ask_product(talk)
    return {"product": chosen} if chosen == entry.product else {"product": chosen, "module": ""}


async def ask_product(talk: Talk) -> str:
    """The code of one of the company's products; "" for any."""
    known = await customers.products(talk.turn.session)
    options = [(product.code, product.named(talk.person.language)) for product in known]
    chosen = await talk.ask(
        "product", Choice(_("Which product is it about?"), options=[*options, (NONE, _("Any product"))])
    )
    return "" if chosen == NONE else chosen


async def _module(talk: Talk, entry: Entry) -> Content:
    return {"module": await ask_module(talk, entry.product)}


async def ask_module(talk: Talk, product: str) -> str:
    """One of the catalogue's, by a button; in words for a product that has no catalogue (KB-1)."""
    known = await product_catalogue.modules(talk.turn.session, product) if product else []
    none = (NONE, _("No module"))
    if not known:
        answer = await talk.ask("module", Words(_("Which module?"), options=[none], longest=128))
        return "" if answer == NONE else answer
    options = [(str(module.id), module.named(talk.person.language)) for module in known]
    chosen = await talk.ask("module", Choice(_("Which module?"), options=[*options, none], columns=2))
    return next((m.named(talk.person.language) for m in known if str(m.id) == chosen), "")


async def _kind(talk: Talk, entry: Entry) -> Content:
    options = [(kind.value, _(name)) for kind, name in PROBLEM_TYPE_NAMES.items()]
    return {"kind": await talk.ask("kind", Choice(_("What type of problem is it?"), options=options))}


async def _valid_from(talk: Talk, entry: Entry) -> Content:
    """Before that day customers do not get it."""
    now = entry.valid_from.date().isoformat() if entry.valid_from else ""
    day = await talk.ask("valid_from", ValidFrom(_now(now), options=[(NONE, _("At once"))]))
    return {"valid_from": None if day == NONE else moment("valid_from", day)}


class ValidFrom(Words):
    """`2026-03-02`."""

    def heard(self, said: Said) -> str:
        try:
            moment("valid_from", said.text)
        except BadInput:
            raise BadInput(_("Please write a day like 2026-03-02.")) from None
        return said.text


async def _files(talk: Talk, entry: Entry) -> Content:
    """Pictures and files that go to the customer with the solution."""
    sent = await ask_files(talk, clear=bool(entry.files))
    return {"files": [] if sent is None else [*entry.files, *(n for n in sent if n not in entry.files)]}


async def ask_files(talk: Talk, *, clear: bool = False) -> list[int] | None:
    """What is sent until *done*, an album whole; None when those there are to be taken out."""
    options = [(DONE, _("✅ That is all")), *([(NONE, _("🗑 Take them all out"))] if clear else [])]
    number, answer = 0, ""
    while answer not in (DONE, NONE):
        prompt = _("Send pictures or files, and then press.") if not number else _("Kept. More?")
        answer = await talk.ask(f"files{number}", Anything(prompt, options=options))
        number += 1
    if answer == NONE:
        return None
    said = await ticket_messages.of_talk(talk.turn.session, talk.row.id)
    return [file.id for message in said for file in message.files]


FIELDS: dict[str, tuple[str, Callable[[Talk, Entry], Awaitable[Content]]]] = {
    "question": (N_("Question"), _question),
    "solution": (N_("Whole solution"), _solution),
    "step": (N_("One step"), _step),
    "variants": (N_("Wordings"), _wordings),
    "symptoms": (N_("Symptoms"), _symptoms),
    "files": (N_("Pictures and files"), _files),
    "product": (N_("Product"), _product),
    "module": (N_("Module"), _module),
    "kind": (N_("Type"), _kind),
    "valid_from": (N_("Valid from"), _valid_from),
}
