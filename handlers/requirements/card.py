"""A requirement on one message: for staff the voices first, for the person who asked what has become of it (REQ)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.customers import Customer
from desk.people import Person
from desk.requirements import merging, people, steps
from desk.requirements.counting import CHOICES, MARK_NAMES, EvaluationMark
from desk.requirements.requirement import (
    STATE_NAMES,
    WAITING,
    Charge,
    Requirement,
    RequirementState,
    Voice,
    titled,
)
from desk.requirements.steps import Part, Step
from desk.roles import SELLERS
from handlers.chat.cards import button
from handlers.chat.message import Button, Message
from handlers.requirements import formatting
from i18n import _, company_day, dated, day, moment, ngettext
from i18n.joining import labelled, listed, noted, one_line

SHOWN = 6  # voices; more are counted
LONGEST = 300  # characters of a voice


@dated
async def for_staff(
    session: AsyncSession, requirement: Requirement, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """Who asks, in their words, of a merged one, too; what was decided; what this person can do next."""
    merged = requirement.state is RequirementState.MERGED
    cast = (
        (await merging.came_along(session, requirement))[1]
        if merged
        else await people.voices(session, requirement)
    )
    calls = requirement.state is RequirementState.COMMERCIAL and viewer.has(*SELLERS)
    lines = [
        *([headline, ""] if headline else []),
        *await facts(session, requirement, cast, viewer, now),
        "",
        *await _voices(session, cast, viewer, now, calls=calls),
    ]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🧩 {requirement.number} · {_(STATE_NAMES[requirement.state])}",
        rows=await _staff_rows(session, requirement, viewer),
        card=requirement.ref,
        about=requirement.ref,
    )


async def key_customers(session: AsyncSession, cast: list[Voice]) -> set[int]:
    numbers = {voice.customer_id for voice in cast if voice.customer_id}
    query = select(Customer.id).where(Customer.id.in_(numbers), Customer.category == "key")
    return set(await session.scalars(query)) if numbers else set()


async def facts(
    session: AsyncSession, requirement: Requirement, cast: list[Voice], viewer: Person, now: datetime
) -> list[str]:
    today = company_day(now)
    holder = await session.get(Person, requirement.holder_id) if requirement.holder_id else None
    whole = await session.get(Requirement, requirement.merged_into_id) if requirement.merged_into_id else None
    product = (
        await customers.product_name(session, requirement.product, viewer.language)
        if requirement.product
        else ""
    )
    last = requirement.why if requirement.state is RequirementState.HEARD and requirement.round else ""
    told = [
        ("⚠️", _("Declined before: {why}").format(why=last) if last else ""),
        ("📌", formatting.veiled(titled(requirement, cast))),
        ("👥", formatting.counted(cast, await key_customers(session, cast), today)),
        ("📦", product),
        ("👍", _votes(requirement.votes)),
        ("🔗", whole.number if whole else ""),
        ("⚖️", marked(requirement)),
        ("💬", requirement.why if not last else ""),
        ("↪", requirement.instead),
        (
            "🎯",
            " · ".join(
                filter(None, (formatting.quarter(requirement.target), formatting.charge(requirement)))
            ),
        ),
        ("⏳", day(requirement.look_again_on, today) if requirement.look_again_on else ""),
        ("🚀", requirement.release),
        ("🔑", _tracked(requirement, now)),
        ("📎", _files(cast)),
        ("👉", holder.name if holder and requirement.is_open else ""),
        (
            "⏰",
            _("by {time}").format(time=moment(requirement.limit_at, now))
            if requirement.limit_at and requirement.state in WAITING
            else "",
        ),
    ]
    return [f"{icon} {fact}" for icon, fact in told if fact]


def _votes(n: int) -> str:
    return ngettext("{n} vote in your tracker", "{n} votes in your tracker", n).format(n=n) if n else ""


def _tracked(requirement: Requirement, now: datetime) -> str:
    """Its key in R&D's tracker, and how it stands there (HOT-14)."""
    if not requirement.tracker_at or not requirement.tracker_status:
        return requirement.external_key
    told = labelled(requirement.external_key, requirement.tracker_status)
    return noted(told, moment(requirement.tracker_at, now))


def _files(cast: list[Voice]) -> str:
    n = sum(len(voice.files) for voice in cast)
    return ngettext("{n} file", "{n} files", n).format(n=n) if n else ""


def marked(requirement: Requirement) -> str:
    """The marks that are given so far."""
    given = [
        labelled(_(MARK_NAMES[mark]), _(CHOICES[mark][requirement.marks[mark]]))
        for mark in EvaluationMark
        if requirement.marks.get(mark) in CHOICES[mark]
    ]
    return " · ".join(given)


async def _voices(
    session: AsyncSession, cast: list[Voice], viewer: Person, now: datetime, *, calls: bool
) -> list[str]:
    """`calls`: the viewer is to get in touch with them (REQ-3)."""
    lines, today = [], company_day(now)
    for voice in cast[:SHOWN]:
        customer = await session.get(Customer, voice.customer_id) if voice.customer_id else None
        person = await session.get(Person, voice.person_id) if voice.person_id else None
        who = customer.name if customer else person.organisation or person.name if person else ""
        if person is not None and calls:
            who = listed(filter(None, (who, person.name if customer else "", person.phones)))
        text = one_line(formatting.veiled(voice.words), LONGEST)
        lines.append(f"🗣 {who} · {formatting.urgency(voice, today)}\n“{text}”")
        if voice.use:
            lines.append(_("What for: {use}").format(use=one_line(formatting.veiled(voice.use), LONGEST)))
    if len(cast) > SHOWN:
        lines.append(_("and {count} more").format(count=len(cast) - SHOWN))
    return lines


def step(requirement: Requirement, which: Step) -> Button:
    return button(_(formatting.LABELS[which]), "requirement_step", requirement.id, requirement.version, which)


async def _staff_rows(session: AsyncSession, requirement: Requirement, viewer: Person) -> list[list[Button]]:
    """The steps that this person may take now; outcomes stand on the page of the evaluation."""
    parts = await people.parts_of(session, requirement, viewer)
    mine = [
        step(requirement, which)
        for which in formatting.LABELS
        if steps.allowed(which, requirement.state, parts) and which not in formatting.EVALUATED
        if which is not Step.TAKE_BACK or requirement.undo_until is not None
    ]
    rows = [mine[at : at + 2] for at in range(0, len(mine), 2)]
    if requirement.state is RequirementState.TO_EVALUATE and Part.EVALUATOR in parts:
        rows.insert(0, [button(_("⚖️ Evaluate"), "evaluate_requirement", requirement.id)])
    if any(voice.files for voice in await people.voices(session, requirement)):
        rows.append([button(_("📎 The files"), "open_requirement_files", requirement.id)])
    if requirement.is_open and Part.EVALUATOR in parts:
        n, v = requirement.id, requirement.version
        key = button(_("🔑 Key in R&D's tracker"), "track_requirement", n, v)
        known = button(_("📌 State there"), "status_requirement", n, v)
        rows.append([key, *([known] if requirement.external_key else [])])
    return rows


@dated
async def for_customer(
    session: AsyncSession, requirement: Requirement, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """Their own words and what has become of them; never another customer's words or name."""
    voice = await people.asks(session, requirement, viewer)
    mine = f"“{one_line(voice.words, LONGEST)}”" if voice else ""
    came = Requirement(id=voice.path[0]).number if voice and voice.path else ""
    before = _("You asked for it as {number}.").format(number=came) if came else ""
    lines = [headline or formatting.news(requirement, now), *([""] if mine else []), mine, before]
    title = requirement.title or _("your wish")
    return Message(
        viewer.id,
        "\n".join(line for n, line in enumerate(lines) if line or n).rstrip(),
        title=f"🧩 {requirement.number} · {title}",
        rows=_customer_rows(requirement, voice),
        card=requirement.ref,
        about=requirement.ref,
    )


def _customer_rows(requirement: Requirement, voice: Voice | None) -> list[list[Button]]:
    if voice is None:
        return []
    parts = {Part.ASKER}
    wanted = [which for which in formatting.LABELS if steps.allowed(which, requirement.state, parts)]
    if requirement.charge is not Charge.FEE:
        wanted = [which for which in wanted if which is not Step.CANCEL]
    if voice.fits:
        wanted = [which for which in wanted if which is not Step.CONFIRM]
    rows = [[step(requirement, which)] for which in wanted]
    if requirement.is_open and not voice.quiet:
        rows.append([button(_("🔕 Stop telling me"), "hush_requirement", requirement.id)])
    return rows


async def shown(
    session: AsyncSession, requirement: Requirement, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """The card of the requirement that this person may see."""
    made = for_staff if viewer.is_staff else for_customer
    return await made(session, requirement, viewer, now, headline)
