"""One item of a plan on its card: *Done · Need help · Later*, with its file or its form; the other side's forms to confirm (PRJ-2, PRJ-12)."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_item, access_project
from desk.people import Person
from desk.projects import item_forms, items, people, process
from desk.projects.data import TABLE_NAMES
from desk.projects.plan import Item, Side
from desk.projects.project import Project
from desk.projects.steps import Part
from desk.projects.waiting import DOABLE
from desk.surveys import forms, survey_catalogue
from desk.surveys.forms import Form
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import Day
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Button, Message
from handlers.chat.questions import Anything, Words
from handlers.chat.turn import Turn
from handlers.projects import formatting
from handlers.projects.talks import sent_file
from handlers.surveys import form_questions
from i18n import _, dated, day, spoken
from i18n.joining import labelled


@dated
async def card(
    session: AsyncSession, item: Item, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """What it is, by when, and the three ways to answer; a form with its answers."""
    project = await access_project(session, viewer, item.project_id)
    parts = await people.parts_of(session, project, viewer)
    lines = [
        *([headline, ""] if headline else []),
        formatting.item_line(
            item, await formatting.view(session, project, now, by_customer=not viewer.is_staff)
        ),
        *await _answers(session, item),
    ]
    if item.wants_file and not item.is_done and viewer.is_staff is (item.side is Side.OURS):
        lines.append(_("Please send it as a file here, or write that there is none."))
    return Message(
        viewer.id, "\n".join(lines), title=f"📋 {project.name}", rows=_rows(item, project, parts), card=item.ref, about=item.ref,
        files=(item.file_id,) if item.file_id and viewer.is_staff else (),
    )  # fmt: skip


def _rows(item: Item, project: Project, parts: set[Part]) -> list[list[Button]]:
    n, v = item.id, item.version
    if item.wants_confirmation:
        right = [
            button(_("✅ That is right"), "confirm_item", n, v),
            button(_("✏️ Not quite"), "dispute_item", n, v),
        ]
        return [right] if Part.CUSTOMER in parts else []
    mine = not items.DOERS[item.side].isdisjoint(parts)
    if item.is_done or project.state not in DOABLE or not mine:
        return []
    done = _("📝 Fill in") if item.form else _("📎 Send the file") if item.wants_file else _("✅ Done")
    if item.wants_data:
        return _data_rows(item)
    later = [button(_("🙋 Need help"), "item_help", n, v), button(_("⏳ Later"), "item_later", n, v)]
    return [[button(done, "item_done", n, v)], later]


def _data_rows(item: Item) -> list[list[Button]]:
    """Templates out, files back, and that all is there (PRJ-13)."""
    templates = [
        button(f"📄 {_(name)}", "data_template", item.id, 0, kind) for kind, name in TABLE_NAMES.items()
    ]
    sent = [
        button(_("📎 Send the file"), "send_data", item.id),
        button(_("✅ All is sent"), "item_done", item.id, item.version),
    ]
    more = [
        button(_("🙋 Need help"), "item_help", item.id, item.version),
        button(_("⏳ Later"), "item_later", item.id, item.version),
    ]
    return [*[[each] for each in templates], sent, more]


async def form_of(session: AsyncSession, item: Item) -> Form:
    return forms.read(await survey_catalogue.content(session, item.form, item.form_version))


async def _answers(session: AsyncSession, item: Item) -> list[str]:
    """Question by question."""
    if not item.form or not item.answers:
        return [str(item.answers[items.WORDS])] if item.answers.get(items.WORDS) else []
    form = await form_of(session, item)
    answered = form.answered(item.answers, spoken().language)
    lines = ["• " + labelled(asked, told) for asked, told in answered]
    return ["", forms.text(form.name, spoken().language), *lines]


async def load(turn: Turn, number: int) -> Item:
    item, _project = await access_item(turn.session, turn.person, number)
    return item


async def show(turn: Turn, item: Item) -> None:
    turn.reply(await card(turn.session, item, turn.person, turn.now))


on_item = if_unchanged(load, show)


@verb
async def show_project_item(turn: Turn, number: int, version: int, extra: str) -> None:
    await show(turn, await load(turn, number))


async def _doing(turn: Turn, item: Item) -> Project:
    _item, project = await access_item(turn.session, turn.person, item.id)
    await items.check_doer(turn.session, project, item, turn.person)
    return project


@verb
@on_item
async def item_done(turn: Turn, item: Item, extra: str) -> None:
    """At once; with its file or its form first."""
    project = await _doing(turn, item)
    if item.form:
        return await start(turn, fills_form, {"item": item.id})
    if item.wants_file:
        return await start(turn, sends_item_file, {"item": item.id})
    return await items.complete(turn.session, project, item, turn.person, turn.now)


@flow
async def sends_item_file(talk: Talk) -> None:
    """A file, or that there is none."""
    item, project = await _still(talk)
    prompt = labelled(formatting.named(item.words), _("please send the file, or write why there is none."))
    said = await talk.ask("file", Anything(prompt))
    number = await talk.once("number", lambda: sent_file(talk))
    answers = {items.WORDS: said} if said != "📎" else {}
    await items.complete(
        talk.turn.session, project, item, talk.person, talk.turn.now, file=number or None, answers=answers
    )


async def _still(talk: Talk) -> tuple[Item, Project]:
    item, project = await access_item(talk.turn.session, talk.person, talk.args["item"])
    await items.check_doer(talk.turn.session, project, item, talk.person)
    return item, project


@flow
async def fills_form(talk: Talk) -> None:
    """Question by question, as the form says."""
    session = talk.turn.session
    item, project = await _still(talk)
    version = await talk.once("version", lambda: survey_catalogue.newest(session, item.form))
    form = await survey_catalogue.form(session, item.form, version)
    answers = await form_questions.answers(talk, form)
    await items.complete(session, project, item, talk.person, talk.turn.now, answers=answers, version=version)


@verb
@on_item
async def item_help(turn: Turn, item: Item, extra: str) -> None:
    await _doing(turn, item)
    await start(turn, asks_item_help, {"item": item.id})


@flow
async def asks_item_help(talk: Talk) -> None:
    item, project = await _still(talk)
    said = await talk.ask("words", Words(_("What do you need help with?"), shortest=2))
    await items.ask_help(talk.turn.session, project, item, said, talk.person, talk.turn.now)


@verb
@on_item
async def item_later(turn: Turn, item: Item, extra: str) -> None:
    await _doing(turn, item)
    await start(turn, puts_item_off, {"item": item.id})


@flow
async def puts_item_off(talk: Talk) -> None:
    """A day of their own."""
    item, project = await _still(talk)
    today = await process.today(talk.turn.session, project, talk.turn.now)
    working = await process.working(talk.turn.session, project)
    offers = [working.next_working_day(date.fromordinal(today.toordinal() + n)) for n in (1, 3, 7)]
    options = [(each.isoformat(), day(each, today)) for each in dict.fromkeys(offers)]
    chosen = await talk.ask(
        "day", Day(_("By which day can it be done?"), options=options, today=today, limit=Limit.BY)
    )
    await items.put_off(
        talk.turn.session, project, item, date.fromisoformat(chosen), talk.person, talk.turn.now
    )


@verb
@on_item
async def confirm_item(turn: Turn, item: Item, extra: str) -> None:
    _item, project = await access_item(turn.session, turn.person, item.id)
    await item_forms.confirm(turn.session, project, item, turn.person, turn.now)


@verb
@on_item
async def dispute_item(turn: Turn, item: Item, extra: str) -> None:
    await start(turn, disputes_item, {"item": item.id})


@flow
async def disputes_item(talk: Talk) -> None:
    """What is not right; it is filled in again."""
    item, project = await access_item(talk.turn.session, talk.person, talk.args["item"])
    said = await talk.ask("words", Words(_("What is not right? We correct it."), shortest=2))
    await item_forms.dispute(talk.turn.session, project, item, said, talk.person, talk.turn.now)
