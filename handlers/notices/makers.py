"""Who hears of what: journal entries become messages for those concerned (TIC-4).

One table, event → function, for each that `desk/events.py` does not call silent; each message is made in the language of the one who reads it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.events import Event
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
    Event.TICKET_FILED: tickets.filed,
    Event.TICKET_ASSIGNED: tickets.assigned,
    Event.TICKET_UNASSIGNED: tickets.unassigned,
    Event.TICKET_HANDED_ON: handing_over.handed_on,
    Event.TICKET_OWNED: tickets.changed,
    Event.TICKET_AWAITS_SHIFT: handing_over.awaits_shift,
    Event.PERSON_HANDED_OVER: handing_over.handed_over,
    Event.PERSON_JOINED: handing_over.joined,
    Event.INQUIRY_AWAY: handing_over.asked_in_vain,
    Event.DISPATCH_AWAY: handing_over.sent_in_vain,
    Event.TICKET_UNREACHED: tickets.unreached,
    Event.TICKET_GIVEN_TO_DEVELOPER: consultations.given_to_developer,
    Event.TICKET_CAME_BACK: consultations.came_back,
    Event.INQUIRY_ASKED: consultations.asked,
    Event.INQUIRY_ASKED_BACK: consultations.said,
    Event.INQUIRY_TOLD_MORE: consultations.said,
    Event.INQUIRY_ANSWERED: consultations.answered,
    Event.INQUIRY_PUT_OFF: consultations.changed,
    Event.INQUIRY_WITHDRAWN: consultations.changed,
    Event.INQUIRY_TRACKED: consultations.changed,
    Event.INQUIRY_STATUS: consultations.status,
    Event.INQUIRY_DUE: consultations.due,
    Event.REMOTE_ASKED: remote_support.changed,
    Event.REMOTE_AGREED: remote_support.changed,
    Event.REMOTE_REFUSED: remote_support.changed,
    Event.REMOTE_RUNNING: remote_support.changed,
    Event.REMOTE_ENDED: remote_support.changed,
    Event.REMOTE_RECORDED: remote_support.changed,
    Event.TICKET_TAKEN: tickets.taken,
    Event.TICKET_REPLIED: tickets.replied,
    Event.TICKET_REWORDED: tickets.reworded,
    Event.TICKET_ADDED: tickets.added,
    Event.TICKET_REACTED: reactions.reacted,
    Event.TICKET_UNREACTED: reactions.reacted,
    Event.TICKET_NOTED: tickets.changed,
    Event.TICKET_PROMISED: tickets.promised,
    Event.TICKET_CALLED: tickets.called,
    Event.TICKET_SUSPENDED: tickets.suspended,
    Event.TICKET_RESOLVED: tickets.resolved,
    Event.TICKET_CONFIRM_REMINDED: tickets.confirm_reminded,
    Event.TICKET_CLOSED: tickets.closed,
    Event.TICKET_REOPENED: tickets.reopened,
    Event.TICKET_CANCELLED: tickets.cancelled,
    Event.TICKET_LEVEL: tickets.changed,
    Event.HOLIDAYS_UNPUBLISHED: calendar.unpublished,
    Event.CLOCK_WARNED: alerts.warned,
    Event.CLOCK_PROMISED_AGAIN: alerts.promised_again,
    Event.CLOCK_RECOUNTED: alerts.recounted,
    Event.CLOCK_EXTENDED: alerts.recounted,
    Event.ALERT_RAISED: alerts.alerted,
    Event.ALERT_REPEATED: alerts.alerted,
    Event.ALERT_STEPPED_UP: alerts.alerted,
    Event.PERSON_MORNING: alerts.morning,
    Event.ALERT_ACKNOWLEDGED: alerts.alert_changed,
    Event.ALERT_JOINED: alerts.alert_changed,
    Event.ALERT_ENDED: alerts.alert_changed,
    Event.EMERGENCY_CALLED: emergencies.called,
    Event.EMERGENCY_COMES: emergencies.changed,
    Event.EMERGENCY_CANNOT: emergencies.changed,
    Event.EMERGENCY_ENDED: emergencies.changed,
    Event.TICKET_SUSPECTED: incidents.suspected,
    Event.INCIDENT_OPENED: incidents.opened,
    Event.INCIDENT_REMINDED: incidents.opened,
    Event.INCIDENT_JOINED: incidents.joined,
    Event.INCIDENT_PARTED: incidents.parted,
    Event.INCIDENT_FIXED: incidents.changed,
    Event.COMPLAINT_TASK_GIVEN: complaint_tasks.given,
    Event.COMPLAINT_TASK_REMINDED: complaint_tasks.given,
    Event.COMPLAINT_TASK_OVERDUE: complaint_tasks.overdue,
    Event.COMPLAINT_TASK_DONE: complaint_tasks.done,
    Event.ASSESSMENT_RECORDED: complaint_tasks.assessed,
    Event.ASSESSMENT_COMMENTED: complaint_tasks.assessment_commented,
    Event.ASSESSMENT_WITHDRAWN: complaint_tasks.assessment_commented,
    Event.COMPLAINT_OPENED: complaints.opened,
    Event.COMPLAINT_VALID: complaints.valid,
    Event.COMPLAINT_RELATED: complaints.changed,
    Event.COMPLAINT_MOVED: complaints.moved,
    Event.COMPLAINT_DISMISSED: complaints.dismissed,
    Event.COMPLAINT_ANSWERED: complaints.answered,
    Event.COMPLAINT_ASKED_AGAIN: complaints.asked_again,
    Event.COMPLAINT_VERIFIED: complaints.verified,
    Event.COMPLAINT_TO_HEADQUARTERS: complaints.to_headquarters,
    Event.COMPLAINT_DATE_DUE: complaints.date_due,
    Event.COMPLAINT_NEXT_DATE: complaints.changed,
    Event.COMPLAINT_CONCLUDED: complaints.concluded,
    Event.COMPLAINT_REPORTED: complaints.changed,
    Event.COMPLAINT_WITHDRAWN: complaints.withdrawn,
    Event.COMPLAINT_EXPLAINED: complaints.explained,
    Event.COMPLAINT_COMMENT_ASKED: complaints.comment_asked,
    Event.COMPLAINT_COMMENTED: complaints.commented,
    Event.DISPATCH_REQUESTED: dispatch.visit_requested,
    Event.DISPATCH_DISPATCHED: dispatch.dispatched,
    Event.DISPATCH_RELIEVED: dispatch.relieved,
    Event.DISPATCH_CALLED_OFF: dispatch.called_off,
    Event.DISPATCH_ACCEPTED: dispatch.visit_moved_on,
    Event.DISPATCH_ON_THE_WAY: dispatch.visit_moved_on,
    Event.DISPATCH_ARRIVED: dispatch.visit_moved_on,
    Event.DISPATCH_WORKING: dispatch.changed,
    Event.DISPATCH_CORRECTED: dispatch.changed,
    Event.DISPATCH_LOCATED: dispatch.changed,
    Event.DISPATCH_SIGNED: dispatch.signed,
    Event.DISPATCH_REMARKED: dispatch.remarked,
    Event.DISPATCH_PASSED_ON: dispatch.passed_on,
    Event.DISPATCH_PROGRESS: dispatch.passed_on,
    Event.DISPATCH_FOLLOW_UP: dispatch.follow_up,
    Event.DISPATCH_WRITTEN_OFF: dispatch.written_off,
    Event.DISPATCH_DECLINED: dispatch.visit_back_to_manager,
    Event.DISPATCH_DONE: dispatch.visit_back_to_manager,
    Event.DISPATCH_SENT_BACK: dispatch.sent_back,
    Event.TAKEN_DATA_ASKED: customer_data.asked,
    Event.TAKEN_DATA_ALLOWED: customer_data.answered,
    Event.TAKEN_DATA_REFUSED: customer_data.answered,
    Event.TAKEN_DATA_RETURNED: customer_data.answered,
    Event.TAKEN_DATA_REMINDED: customer_data.reminded,
    Event.APPOINTMENT_OFFERED: appointments.asked,
    Event.APPOINTMENT_PROPOSED: appointments.asked,
    Event.APPOINTMENT_WISHED: appointments.wished,
    Event.APPOINTMENT_AGREED: appointments.agreed,
    Event.APPOINTMENT_CANCELLED: appointments.cancelled,
    Event.APPOINTMENT_REMINDED: appointments.reminded,
    Event.APPOINTMENT_BEGUN: appointments.changed,
    Event.APPOINTMENT_OVER: appointments.changed,
    Event.VISIT_BACK_INVITED: surveys.invited,
    Event.VISIT_BACK_REMINDED: surveys.reminded,
    Event.VISIT_BACK_CALL: surveys.call_task,
    Event.VISIT_BACK_ANSWERED: surveys.finished,
    Event.VISIT_BACK_CALLED: surveys.finished,
    Event.VISIT_BACK_DROPPED: surveys.finished,
    Event.ENTRY_APPROVED: knowledge.approved,
    Event.ENTRY_REVIEW_DUE: knowledge.review_due,
    Event.DIGEST_DUE: digest.due,
    Event.ROSTER_GAPS: roster.gaps,
    Event.PERSON_ON_DUTY: roster.of_shifts,
    Event.PERSON_OFF_DUTY: roster.of_shifts,
    Event.PERSON_DUTY_AHEAD: roster.of_shifts,
    Event.PERSON_LEAVE: roster.on_leave,
    Event.PERSON_LEAVE_TAKEN_BACK: roster.back_from_leave,
    Event.SWAP_OFFERED: roster.offered,
    Event.SWAP_AGREED: roster.agreed,
    Event.SWAP_DECLINED: roster.answered,
    Event.SWAP_WITHDRAWN: roster.withdrawn,
    Event.SWAP_LAPSED: roster.answered,
    Event.ROOM_MADE: staff_group.made,
    Event.REPORT_EMPTY: reports.empty,
    Event.REPORT_DUE: reports.due,
    Event.PERSON_UNCLEAR: customers.unclear,
    Event.PERSON_CLAIMED: customers.claimed,
    Event.PERSON_CALL_WANTED: customers.call_wanted,
    Event.PERSON_CONFIRMED: customers.confirmed,
    Event.PERSON_BACK: delivery.back,
    Event.PERSON_UNDELIVERED: delivery.undelivered,
}


async def drain(session: AsyncSession, now: datetime) -> list[Message]:
    """The messages that follow from what was journalled in this transaction so far."""
    messages: list[Message] = []
    await session.flush()  # the entries have their numbers
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
