"""The card of a campaign: audience, progress, answers; buttons to start, pause and stop it (VIS-6)."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import require
from desk.files import File
from desk.people import Person
from desk.roles import SURVEYORS
from desk.surveys import campaigns, survey_catalogue
from desk.surveys import results as survey_results
from desk.surveys.audiences import Audience, audience_of
from desk.surveys.campaigns import STATE_NAMES, Campaign, CampaignState
from desk.surveys.forms import text
from desk.surveys.results import Tally
from desk.surveys.visit_backs import VisitBack
from desk.surveys.visit_backs import VisitBackState as Visit
from desk.ticket import PROBLEM_TYPE_NAMES
from errors import NotFound
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.jobs import job
from handlers.chat.message import Button, Message
from handlers.chat.turn import Turn
from handlers.reports.digest import XLSX
from i18n import _, ngettext, spoken
from i18n.joining import listed
from kb.base.entry import ProblemType

ASKED = (Visit.INVITED, Visit.REMINDED, Visit.CALL, Visit.CALLED, Visit.ANSWERED)


async def card(session: AsyncSession, campaign: Campaign, viewer: Person, now: datetime) -> Message:
    lines = await told(session, campaign)
    if campaign.state is CampaignState.DRAFT:
        count = len(await audience_of(session, campaign.whom, now))
        lines.append(
            ngettext("It would go to {n} customer.", "It would go to {n} customers.", count).format(n=count)
        )
    return Message(
        viewer.id, "\n".join(lines), title=f"📣 {campaign.name}", rows=_actions(campaign), card=campaign.ref
    )


def _actions(campaign: Campaign) -> list[list[Button]]:
    n, v = campaign.id, campaign.version
    stop = button(_("⏹ Stop for good"), "stop_campaign", n, v)
    rows = {
        CampaignState.DRAFT: [[button(_("▶ Start"), "start_campaign", n, v)], [stop]],
        CampaignState.RUNNING: [[button(_("⏸ Pause"), "pause_campaign", n, v), stop]],
        CampaignState.PAUSED: [[button(_("▶ Go on"), "resume_campaign", n, v), stop]],
    }.get(campaign.state, [])
    look = [button(_("🔄 Progress"), "show_campaign", n), button(_("📄 As a table"), "campaign_table", n)]
    return [*rows, *([] if campaign.state is CampaignState.DRAFT else [look])]


async def told(session: AsyncSession, campaign: Campaign) -> list[str]:
    """State, audience, progress, figures; the same in chat and on the command line."""
    content = await survey_catalogue.content(session, campaign.survey, campaign.survey_version)
    lines = [
        _("{state}, {pace} an hour").format(state=_(STATE_NAMES[campaign.state]), pace=campaign.pace),
        _("Survey: {name}").format(name=text(content["name"], spoken().language)),
        _("To: {whom}").format(whom=_whom(campaign.whom)),
    ]
    if campaign.started_at is None:
        return lines
    found = await campaigns.progress(session, campaign)
    asked, total = sum(found.get(state, 0) for state in ASKED), sum(found.values())
    numbers = {"asked": asked, "total": total, "answered": found.get(Visit.ANSWERED, 0)}
    lines.append(_("Asked {asked} of {total}, {answered} have answered.").format(**numbers))
    return [*lines, *(figure(tally) for tally in await figures(session, campaign) if tally.count)]


async def figures(session: AsyncSession, campaign: Campaign) -> Sequence[Tally]:
    form = await survey_catalogue.form(session, campaign.survey, campaign.survey_version)
    return await survey_results.tallies(session, form, VisitBack.campaign_id == campaign.id)


def figure(tally: Tally) -> str:
    """A question with what it came to, in one line."""
    labels = dict(tally.question.choices(spoken().language))
    shares = listed(f"{labels.get(key, key)} × {n}" for key, n in sorted(tally.answers.items()) if key)
    mean = "" if tally.mean is None else _("mean {mean:.1f}").format(mean=tally.mean)
    question = text(tally.question.ask, spoken().language)
    return f"• {question} " + " · ".join(filter(None, [mean, shares or f"× {tally.count}"]))


def _whom(audience: Audience) -> str:
    categories = {"key": _("key customers"), "regular": _("regular customers")}
    kind = _(PROBLEM_TYPE_NAMES[ProblemType(audience.kind)]) if audience.kind else ""
    facts = [
        audience.region,
        audience.product,
        categories.get(audience.category, ""),
        _("last ticket: {kind}").format(kind=kind) if kind else "",
        _("served {since} – {until}").format(since=audience.since, until=audience.until)
        if audience.since
        else "",
        _("{n} by chance (seed {seed})").format(n=audience.sample, seed=audience.seed)
        if audience.sample
        else "",
    ]
    return listed(filter(None, facts)) or _("all customers in their service period")


async def _campaign(turn: Turn, number: int) -> Campaign:
    require(turn.person, *SURVEYORS)
    campaign = await turn.session.get(Campaign, number)
    if campaign is None:
        raise NotFound(_("There is no campaign {number}.").format(number=number))
    return campaign


Change = Callable[[AsyncSession, Campaign, datetime, int | None], Awaitable[object]]


async def _show(turn: Turn, campaign: Campaign) -> None:
    turn.reply(await card(turn.session, campaign, turn.person, turn.now))


on_campaign = if_unchanged(_campaign, _show)


async def _press(turn: Turn, campaign: Campaign, change: Change) -> None:
    await change(turn.session, campaign, turn.now, turn.person.id)
    await turn.session.flush()
    await _show(turn, campaign)


@verb
@on_campaign
async def start_campaign(turn: Turn, campaign: Campaign, extra: str) -> None:
    await _press(turn, campaign, campaigns.start)


@verb
@on_campaign
async def pause_campaign(turn: Turn, campaign: Campaign, extra: str) -> None:
    await _press(turn, campaign, campaigns.pause)


@verb
@on_campaign
async def resume_campaign(turn: Turn, campaign: Campaign, extra: str) -> None:
    await _press(turn, campaign, campaigns.resume)


@verb
@on_campaign
async def stop_campaign(turn: Turn, campaign: Campaign, extra: str) -> None:
    await _press(turn, campaign, campaigns.stop)


@verb
async def show_campaign(turn: Turn, number: int, version: int, extra: str) -> None:
    await _show(turn, await _campaign(turn, number))


@verb
@job()
async def campaign_table(turn: Turn, number: int, version: int, extra: str) -> None:
    from handlers.surveys import table as survey_table  # with openpyxl, much to load

    campaign = await _campaign(turn, number)
    content = await survey_table.of_campaign(turn.session, campaign, ".xlsx", turn.now)
    file = File.holding(content, f"campaign-{number}.xlsx", XLSX)
    turn.say(campaign.name, drawn=partial(list, [file]))
