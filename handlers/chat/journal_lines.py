"""How a journal entry reads to people."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.journal import JournalEntry
from desk.people import Person
from desk.sla.clocks import KIND_NAMES, Kind
from i18n import N_, _, moment
from i18n.joining import listed

LINES = {
    "ticket.filed": N_("filed by {who}"),
    "ticket.assigned": N_("given to {to} by {who}: {why}"),
    "ticket.handed_on": N_("{to} goes on with it, for whoever had it is not there"),
    "ticket.owned": N_("{to} owns it now"),
    "ticket.awaits_shift": N_("it waits for the next shift: {at}"),
    "ticket.triaged": N_("looked at by {who}, not yet given to anybody"),
    "ticket.unassigned": N_("nobody could be found for it"),
    "ticket.unreached": N_("{to} has not reacted to it"),
    "ticket.given_to_developer": N_("{who} gave it to R&D"),
    "ticket.came_back": N_("back from R&D"),
    "inquiry.asked": N_("{who} asked {to}: {why}"),
    "inquiry.asked_back": N_("{who} asked back: {why}"),
    "inquiry.told_more": N_("{who} told the colleague: {why}"),
    "inquiry.answered": N_("{who} answered the colleague: {why}"),
    "inquiry.put_off": N_("{who} agreed on {limit} with R&D"),
    "inquiry.away": N_("{to}, who was asked, is not there"),
    "dispatch.away": N_("{to}, who was to go, is not there"),
    "inquiry.withdrawn": N_("{who} took the question back"),
    "inquiry.due": N_("R&D was to have answered"),
    "remote.asked": N_("{who} asked the customer for remote work: {why}"),
    "remote.agreed": N_("{who} agreed to remote work: {why}"),
    "remote.refused": N_("{who} did not agree to remote work: {why}"),
    "remote.running": N_("{who} began remote work: {why}"),
    "remote.ended": N_("{who} ended remote work: {why}"),
    "ticket.taken": N_("taken by {who}"),
    "ticket.reacted": N_("{who} {reaction} “{words}”"),
    "ticket.promised": N_("{who} promised a call-back"),
    "ticket.called": N_("{who} called the customer"),
    "ticket.suspended": N_("suspended by {who}: {why}"),
    "ticket.resolved": N_("solved by {who}"),
    "ticket.confirm_reminded": N_("the customer was reminded to confirm"),
    "ticket.closed": N_("closed by {who}"),
    "ticket.reopened": N_("reopened by {who}: {why}"),
    "ticket.cancelled": N_("cancelled by {who}"),
    "ticket.level": N_("{who} set the fault level to {after} (it was {before})"),
    "clock.recounted": N_("{kind}: due {limit} now, instead of {before}"),
    "clock.extended": N_("{kind}: extended by {who} from {before} to {limit}: {why}"),
    "clock.warned": N_("warning: {kind} is due soon"),
    "clock.broken": N_("promise broken: {kind}"),
    "clock.promised_again": N_("the customer was told that it is late, and a new time"),
    "alert.raised": N_("alert raised"),
    "alert.acknowledged": N_("alert taken care of by {who}"),
    "alert.stepped_up": N_("alert went one level up"),
    "emergency.called": N_("emergency: the response group was called"),
    "emergency.comes": N_("emergency: {who} comes"),
    "emergency.cannot": N_("emergency: {who} cannot come"),
    "complaint.opened": N_("complaint received"),
    "complaint.valid": N_("complaint confirmed by {who}"),
    "complaint.moved": N_("complaint given to another department by {who}: {why}"),
    "complaint.dismissed": N_("complaint explained by {who}; it does not count"),
    "complaint.answered": N_("complaint answered by {who}"),
    "complaint.asked_again": N_("the customer was asked again whether it is settled"),
    "complaint.verified": N_("complaint verified by {who}"),
    "complaint.to_headquarters": N_("not settled, says {who}: to headquarters"),
    "complaint.next_date": N_("at headquarters, by {who}: {why}"),
    "complaint.concluded": N_("ended at headquarters: {why}"),
    "complaint.reported": N_("reported back to headquarters by {who}: {why}"),
    "complaint.withdrawn": N_("complaint taken back by {who}"),
    "complaint.explained": N_("the customer said what is still open"),
    "complaint.comment_asked": N_("{who} asked for a comment"),
    "complaint.commented": N_("comment by {who}"),
    "ticket.suspected": N_("it may be the trouble of several customers"),
    "incident.joined": N_("part of a known incident"),
    "incident.parted": N_("taken out of the known incident by {who}"),
    "dispatch.requested": N_("visit requested by {who}"),
    "dispatch.sent_back": N_("visit sent back by {who}: {why}"),
    "dispatch.dispatched": N_("engineer sent by {who}"),
    "dispatch.accepted": N_("visit accepted by {who}"),
    "dispatch.declined": N_("visit declined by {who}: {why}"),
    "dispatch.on_the_way": N_("{who} is on the way"),
    "dispatch.arrived": N_("{who} has arrived"),
    "dispatch.corrected": N_("{who} corrected the facts of the visit"),
    "dispatch.working": N_("{who} is at work"),
    "dispatch.signed": N_("visit signed off by {who}"),
    "dispatch.remarked": N_("{who} about the visit: {why}"),
    "dispatch.passed_on": N_("passed on to headquarters or the vendor by {who}: {why}"),
    "dispatch.progress": N_("{who}, on what was passed on: {why}"),
    "dispatch.follow_up": N_("reminder to ask headquarters or the vendor"),
    "taken_data.asked": N_("{who} asked to take along: {what}"),
    "taken_data.allowed": N_("{who} agreed that it is taken along: {what}"),
    "taken_data.refused": N_("{who} did not agree that it is taken along: {what}"),
    "taken_data.returned": N_("{who} returned: {what}"),
    "dispatch.done": N_("visit done by {who}"),
    "dispatch.written_off": N_("visit written off by {who}"),
    "dispatch.called_off": N_("visit called off"),
    "appointment.agreed": N_("appointment agreed: {at}"),
    "appointment.cancelled": N_("appointment cancelled by {who}: {at} {why}"),
    "visit_back.invited": N_("survey sent"),
    "visit_back.answered": N_("survey answered"),
    "visit_back.corrected": N_("answers to the survey corrected by {who}"),
    "visit_back.called": N_("survey: {who} has called"),
}
TIMES = ("limit", "before", "at")


REASONS = {
    "type": N_("for such problems"),
    "product": N_("knows the product"),
    "skill": N_("has the skill"),
    "region": N_("same region"),
    "seen": N_("here lately"),
    "load": N_("{n} open"),
}


def reasons(why: str) -> str:
    """What spoke for somebody, in words: `product load:2` (HOT-8)."""
    found = (word.partition(":") for word in why.split())
    return listed(_(REASONS[name]).format(n=n) for name, _colon, n in found if name in REASONS)


async def told(session: AsyncSession, entry: JournalEntry) -> str:
    """One line of history; "" for what is shown otherwise, such as messages."""
    if entry.event not in LINES:
        return ""
    by = await session.get(Person, entry.by) if entry.by else None
    who = by.name if by else _("the desk")
    to = await session.get(Person, entry.data["given_to"]) if "given_to" in entry.data else None
    kind = entry.data.get("kind", "")
    name = _(KIND_NAMES[Kind(kind)]) if kind in list(Kind) else kind
    values = {key: _time(value, entry) if key in TIMES else value for key, value in entry.data.items()}
    if entry.event == "ticket.assigned" and entry.by is None:
        values["why"] = reasons(str(values.get("why", "")))
    known = {"why": "", **values, "who": who, "kind": name, "to": to.name if to else ""}
    return _(LINES[entry.event]).format(**known).rstrip(" :：")


def _time(value: object, entry: JournalEntry) -> str:
    """As it was said then; what is no time stays as it is."""
    try:
        return moment(datetime.fromisoformat(str(value)), entry.at)
    except ValueError:
        return str(value)
