"""Merging two entries into one, and splitting one into two (KB-5)."""

import re
from dataclasses import replace

from desk.access import access_entry_work
from errors import BadInput, Blocked
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from handlers.knowledge.entry_actions import on_entry, show_again
from handlers.knowledge.entry_edit import lines
from handlers.knowledge.impact import agreed
from i18n import _, ngettext
from kb.base import entries
from kb.base.entry import Entry
from kb.learning import health, merge_split
from kb.learning.impact import as_shown, with_change
from kb.search.problem_base import Problem

OFFERED = 5  # entries to choose from


@verb
@on_entry
async def kb_merge(turn: Turn, entry: Entry, extra: str) -> None:
    await start(turn, merge_entry, {"entry": entry.id})


@flow
async def merge_entry(talk: Talk) -> None:
    """Its wordings go to another entry, and it is retired."""
    session = talk.turn.session
    gone = await access_entry_work(session, talk.person, talk.args["entry"])
    twins = [twin.two for twin in await health.twins_of(session, talk.turn.base, gone)]
    prompt = _("Which entry takes over the wordings of {code}? Write its code, or a few words.")
    into = await which_entry(talk, prompt.format(code=gone.code), twins)
    into = await access_entry_work(session, talk.person, into.id)
    if gone.id == into.id:
        raise BadInput(_("An entry cannot be merged into itself."))
    merged = with_change(into, {"variants": [*into.variants, *gone.wordings]})
    heading = _("Merge {gone} into {code} “{question}”? Its solution stays, {gone} is retired.").format(
        gone=gone.code, code=into.code, question=into.question
    )
    before = [*as_shown(gone), *as_shown(into)]
    await agreed(talk, heading, before, merged if as_shown(into) else [], _("🔀 Merge"))
    await merge_split.merge(session, gone, into, talk.turn.now, talk.person.id)
    await show_again(talk, into)


async def which_entry(talk: Talk, prompt: str, near: list[Entry]) -> Entry:
    """An entry by its code, by a button, or found by words."""
    session = talk.turn.session
    options = [(entry.code, f"{entry.code} {entry.title}") for entry in near[:OFFERED]]
    words = await talk.ask("which", Words(prompt, options=options))
    found = await entries.find(session, words.strip())
    if found is not None:
        return found
    hits = await talk.once("hits", lambda: _found(talk, words))
    if not hits:
        raise BadInput(_("Nothing there."))
    code = await talk.ask("hit", Choice(_("Which one?"), options=[(code, label) for code, label in hits]))
    return await entries.get(session, code)


async def _found(talk: Talk, words: str) -> list[list[str]]:
    await talk.turn.base.refresh(talk.turn.session, talk.turn.now)
    hits = talk.turn.base.search(words, limit=OFFERED).hits
    return [[hit.code, f"{hit.code} {hit.question[:30]}"] for hit in hits]


class Numbers(Words):
    """`2 4` or `2、4`: some of what is numbered."""

    def heard(self, said: Said) -> str:
        if not re.findall(r"\d+", said.text):
            raise BadInput(_("Please write their numbers, like 2 4."))
        return said.text


@verb
@on_entry
async def kb_split(turn: Turn, entry: Entry, extra: str) -> None:
    if not entry.variants:
        raise Blocked(_("{code} has one wording only.").format(code=entry.code))
    await start(turn, split_entry, {"entry": entry.id})


@flow
async def split_entry(talk: Talk) -> None:
    """Some of its wordings get an entry of their own, a draft, with its own solution."""
    session = talk.turn.session
    entry = await access_entry_work(session, talk.person, talk.args["entry"])
    variants = await talk.once("variants", lambda: _variants(entry))
    listed = [f"{n}. {text}" for n, text in enumerate(variants, start=1)]
    prompt = _("Which wordings are another problem? Write their numbers; the first becomes its question.")
    answer = await talk.ask("numbers", Numbers("\n".join([*listed, "", prompt])))
    numbers = dict.fromkeys(int(n) for n in re.findall(r"\d+", answer))
    apart = [variants[n - 1] for n in numbers if 0 < n <= len(variants)]
    if not apart:
        raise BadInput(_("There is no wording with such a number."))
    solution = lines(await talk.ask("solution", Words(_("What solves that one? One step a line."))))
    kept = [text for text in entry.variants if text not in apart]
    heading = ngettext(
        "Split {n} wording from {code}? The new entry is a draft until it is approved.",
        "Split {n} wordings from {code}? The new entry is a draft until it is approved.",
        len(apart),
    ).format(n=len(apart), code=entry.code)
    await agreed(talk, heading, as_shown(entry), _without(entry, kept), _("✂️ Split"))
    part = await merge_split.split(session, entry, apart, solution, talk.turn.now, talk.person.id)
    await show_again(talk, part)


def _without(entry: Entry, kept: list[str]) -> list[Problem]:
    return [replace(problem, variants=tuple(kept)) for problem in as_shown(entry)]


async def _variants(entry: Entry) -> list[str]:
    return list(entry.variants)
