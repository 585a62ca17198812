"""Who hears of what: journal entries become messages for those concerned (TIC-4).

One table, event → function; each message is made in the language of the one who reads it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from handlers.chat.message import Message
from handlers.notices import (
    alerts,
    appointments,
    calendar,
    complaint_tasks,
    complaints,
    consultations,
    customer_data,
    customers,
    delivery,
    digest,
    dispatch,
    emergencies,
    handing_over,
    incidents,
    knowledge,
    reactions,
    remote_support,
    reports,
    roster,
    staff_group,
    surveys,
    tickets,
)
from handlers.notices.notice import Maker, Notice

MAKERS: dict[str, Maker] = {
    "ticket.filed": tickets.filed,
    "ticket.assigned": tickets.assigned,
    "ticket.unassigned": tickets.unassigned,
    "ticket.handed_on": handing_over.handed_on,
    "ticket.owned": tickets.changed,
    "ticket.awaits_shift": handing_over.awaits_shift,
    "person.handed_over": handing_over.handed_over,
    "person.joined": handing_over.joined,
    "inquiry.away": handing_over.asked_in_vain,
    "dispatch.away": handing_over.sent_in_vain,
    "ticket.unreached": tickets.unreached,
    "ticket.given_to_developer": consultations.given_to_developer,
    "ticket.came_back": consultations.came_back,
    "inquiry.asked": consultations.asked,
    "inquiry.asked_back": consultations.said,
    "inquiry.told_more": consultations.said,
    "inquiry.answered": consultations.answered,
    "inquiry.put_off": consultations.changed,
    "inquiry.withdrawn": consultations.changed,
    "inquiry.due": consultations.due,
    "remote.asked": remote_support.changed,
    "remote.agreed": remote_support.changed,
    "remote.refused": remote_support.changed,
    "remote.running": remote_support.changed,
    "remote.ended": remote_support.changed,
    "ticket.taken": tickets.taken,
    "ticket.replied": tickets.replied,
    "ticket.reworded": tickets.reworded,
    "ticket.added": tickets.added,
    "ticket.reacted": reactions.reacted,
    "ticket.unreacted": reactions.reacted,
    "ticket.noted": tickets.changed,
    "ticket.promised": tickets.promised,
    "ticket.called": tickets.called,
    "ticket.suspended": tickets.suspended,
    "ticket.resolved": tickets.resolved,
    "ticket.confirm_reminded": tickets.confirm_reminded,
    "ticket.closed": tickets.closed,
    "ticket.reopened": tickets.reopened,
    "ticket.cancelled": tickets.cancelled,
    "ticket.level": tickets.changed,
    "holidays.unpublished": calendar.unpublished,
    "clock.warned": alerts.warned,
    "clock.promised_again": alerts.promised_again,
    "clock.recounted": alerts.recounted,
    "clock.extended": alerts.recounted,
    "alert.raised": alerts.alerted,
    "alert.repeated": alerts.alerted,
    "alert.stepped_up": alerts.alerted,
    "person.morning": alerts.morning,
    "alert.acknowledged": alerts.alert_changed,
    "alert.joined": alerts.alert_changed,
    "alert.ended": alerts.alert_changed,
    "emergency.called": emergencies.called,
    "emergency.comes": emergencies.changed,
    "emergency.cannot": emergencies.changed,
    "emergency.ended": emergencies.changed,
    "incident.opened": incidents.opened,
    "incident.reminded": incidents.opened,
    "incident.joined": incidents.joined,
    "incident.parted": incidents.parted,
    "incident.fixed": incidents.changed,
    "complaint_task.given": complaint_tasks.given,
    "complaint_task.reminded": complaint_tasks.given,
    "complaint_task.overdue": complaint_tasks.overdue,
    "complaint_task.done": complaint_tasks.done,
    "assessment.recorded": complaint_tasks.assessed,
    "assessment.commented": complaint_tasks.assessment_commented,
    "assessment.withdrawn": complaint_tasks.assessment_commented,
    "complaint.opened": complaints.opened,
    "complaint.valid": complaints.valid,
    "complaint.related": complaints.changed,
    "complaint.moved": complaints.moved,
    "complaint.dismissed": complaints.dismissed,
    "complaint.answered": complaints.answered,
    "complaint.asked_again": complaints.asked_again,
    "complaint.verified": complaints.verified,
    "complaint.to_headquarters": complaints.to_headquarters,
    "complaint.date_due": complaints.date_due,
    "complaint.next_date": complaints.changed,
    "complaint.concluded": complaints.concluded,
    "complaint.reported": complaints.changed,
    "complaint.withdrawn": complaints.withdrawn,
    "complaint.explained": complaints.explained,
    "complaint.comment_asked": complaints.comment_asked,
    "complaint.commented": complaints.commented,
    "dispatch.requested": dispatch.visit_requested,
    "dispatch.dispatched": dispatch.dispatched,
    "dispatch.relieved": dispatch.relieved,
    "dispatch.called_off": dispatch.called_off,
    "dispatch.accepted": dispatch.visit_moved_on,
    "dispatch.on_the_way": dispatch.visit_moved_on,
    "dispatch.arrived": dispatch.visit_moved_on,
    "dispatch.working": dispatch.changed,
    "dispatch.corrected": dispatch.changed,
    "dispatch.located": dispatch.changed,
    "dispatch.signed": dispatch.signed,
    "dispatch.remarked": dispatch.remarked,
    "dispatch.passed_on": dispatch.passed_on,
    "dispatch.progress": dispatch.passed_on,
    "dispatch.follow_up": dispatch.follow_up,
    "dispatch.written_off": dispatch.written_off,
    "dispatch.declined": dispatch.visit_back_to_manager,
    "dispatch.done": dispatch.visit_back_to_manager,
    "dispatch.sent_back": dispatch.sent_back,
    "taken_data.asked": customer_data.asked,
    "taken_data.allowed": customer_data.answered,
    "taken_data.refused": customer_data.answered,
    "taken_data.returned": customer_data.answered,
    "taken_data.reminded": customer_data.reminded,
    "appointment.offered": appointments.asked,
    "appointment.proposed": appointments.asked,
    "appointment.wished": appointments.wished,
    "appointment.agreed": appointments.agreed,
    "appointment.cancelled": appointments.cancelled,
    "appointment.reminded": appointments.reminded,
    "appointment.begun": appointments.changed,
    "appointment.over": appointments.changed,
    "visit_back.invited": surveys.invited,
    "visit_back.reminded": surveys.reminded,
    "visit_back.call": surveys.call_task,
    "visit_back.answered": surveys.finished,
    "visit_back.called": surveys.finished,
    "visit_back.dropped": surveys.finished,
    "entry.approved": knowledge.approved,
    "entry.review_due": knowledge.review_due,
    "digest.due": digest.due,
    "roster.gaps": roster.gaps,
    "person.on_duty": roster.of_shifts,
    "person.off_duty": roster.of_shifts,
    "person.duty_ahead": roster.of_shifts,
    "person.leave": roster.on_leave,
    "person.leave_taken_back": roster.back_from_leave,
    "swap.offered": roster.offered,
    "swap.agreed": roster.agreed,
    "swap.declined": roster.answered,
    "swap.withdrawn": roster.withdrawn,
    "swap.lapsed": roster.answered,
    "room.made": staff_group.made,
    "report.empty": reports.empty,
    "report.due": reports.due,
    "person.unclear": customers.unclear,
    "person.confirmed": customers.confirmed,
    "person.undelivered": delivery.undelivered,
}


async def drain(session: AsyncSession, now: datetime) -> list[Message]:
    """The messages that follow from what was journalled in this transaction so far."""
    messages: list[Message] = []
    for entry in journal.take_new(session):
        notice = Notice(session, entry, now)
        if make := MAKERS.get(entry.event):
            messages += await make(notice)
        messages += await staff_group.seen(notice)
    return collapse(messages)


def collapse(messages: Iterable[Message]) -> list[Message]:
    """Of several versions of one card for one person only the last is sent; once noticed, it stays a notice."""
    last: dict[object, Message] = {}
    for number, message in enumerate(messages):
        key = (message.to, message.card) if message.card else number
        if earlier := last.pop(key, None):
            message = replace(
                message,
                text=earlier.text if message.quiet and not earlier.quiet else message.text,
                fresh=message.fresh or earlier.fresh,
                quiet=message.quiet and earlier.quiet,
                loud=message.loud or earlier.loud,
                priority=min(message.priority, earlier.priority),
            )
        last[key] = message
    return list(last.values())
