"""A new entry written in chat: question, solution, product. Editors bring it in, colleagues propose it (KB-4)."""

from typing import Any

from desk.knowledge import entry_approval as life
from desk.roles import EDITORS
from errors import BadInput
from handlers.chat.flows import Talk, flow
from handlers.chat.questions import Choice, Words
from handlers.knowledge.entry_actions import show_again
from handlers.knowledge.entry_edit import ask_files, ask_module, ask_product, lines
from handlers.knowledge.impact import agreed
from i18n import _
from kb.base import entries
from kb.base.entry import Entry
from kb.learning import merge_split, proposals
from kb.search.problem_base import Problem
from kb.search.thresholds import Decision

SAME, OTHER = "same", "other"


@flow
async def write_entry(talk: Talk) -> None:
    """From nothing: what goes wrong, what helps, where."""
    if not talk.person.is_staff:
        raise BadInput(_("This is for our staff."))
    question = await talk.ask(
        "question",
        Words(_("What goes wrong? As a customer would say it, in one sentence."), shortest=2, longest=1000),
    )
    await _not_there_yet(talk, question)
    solution = lines(await talk.ask("solution", Words(_("What solves it? One step a line."))))
    files = await ask_files(talk) or []
    product = await ask_product(talk)
    module = await ask_module(talk, product) if product else ""
    if talk.person.has(*EDITORS):
        await _bring_in(talk, question, solution, files, product, module)
    else:
        await proposals.propose_entry(
            talk.turn.session, question, solution, talk.turn.now,
            product=product, module=module, files=files, by=talk.person.id, ticket_id=talk.args.get("ticket"),
        )  # fmt: skip
        talk.say(_("Thank you! An editor will look at it."))


async def _not_there_yet(talk: Talk, question: str) -> None:
    """Nobody writes twice what is there: the nearest entry is shown first."""
    near = await talk.once("near", lambda: _near(talk, question))
    if near is None:
        return
    entry = await entries.get(talk.turn.session, near)
    text = [
        _("There is {code} already:").format(code=entry.code),
        entry.question,
        *entry.steps,
        "",
        _("Is it the same?"),
    ]
    options = [(SAME, _("✅ Yes, the same")), (OTHER, _("❌ No, go on"))]
    if await talk.ask("same", Choice("\n".join(text), options=options)) == SAME:
        raise BadInput(
            _("Then it is there already. To add a wording, open it with /kb {code}.").format(code=near)
        )


async def _near(talk: Talk, question: str) -> str | None:
    turn = talk.turn
    await turn.base.refresh(turn.session, turn.now)
    answer = turn.base.search(question)
    return answer.hits[0].code if answer.decision is Decision.SURE else None


async def _bring_in(
    talk: Talk, question: str, solution: list[str], files: list[int], product: str, module: str
) -> None:
    """A draft; approved at once when the editor agrees with what it would do."""
    session, turn = talk.turn.session, talk.turn
    code = await talk.once("code", lambda: merge_split.new_code(session, product))
    content = {"question": question, "solution": solution, "product": product, "module": module}
    entry = await talk.once("entry", lambda: _created(talk, {"code": code, "files": files, **content}))
    await agreed(
        talk,
        _("{code} is a draft now. Approve it?").format(code=code),
        [],
        [Problem.from_content({"code": code, **content})],
        _("✅ Approve"),
    )
    draft = await session.get_one(Entry, entry)
    await life.approve(session, draft, talk.person.id, turn.now)
    await show_again(talk, draft)


async def _created(talk: Talk, content: dict[str, Any]) -> int:
    return (await entries.create(talk.turn.session, talk.turn.now, talk.person.id, **content)).id
