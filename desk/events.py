"""What happens: each event by its name in the journal, the line that a history shows of it, and whether anybody is told.

Rules write them (`desk/journal.py`), `handlers/notices/` says who hears. A test holds the two together: what nobody is told of is
`SILENT` on purpose. The names are stored: a new name for a known event needs a migration.
"""

from enum import StrEnum, unique

from i18n import N_

SILENT = False  # nobody gets a message of it; the staff group may see it, and an alert may follow


@unique
class Event(StrEnum):
    """`line`: "" for what is shown otherwise, such as messages, or to nobody. `told`: it has a notice."""

    line: str
    told: bool

    def __new__(cls, name: str, line: str = "", told: bool = True) -> "Event":
        event = str.__new__(cls, name)
        event._value_, event.line, event.told = name, line, told
        return event

    TICKET_FILED = "ticket.filed", N_("filed by {who}")
    TICKET_ASSIGNED = "ticket.assigned", N_("given to {to} by {who}: {why}")
    TICKET_UNASSIGNED = "ticket.unassigned", N_("nobody could be found for it")
    TICKET_HANDED_ON = "ticket.handed_on", N_("{to} goes on with it, for whoever had it is not there")
    TICKET_OWNED = "ticket.owned", N_("{to} owns it now")
    TICKET_AWAITS_SHIFT = "ticket.awaits_shift", N_("it waits for the next shift: {at}")
    TICKET_UNREACHED = "ticket.unreached", N_("{to} has not reacted to it")
    TICKET_GIVEN_TO_DEVELOPER = "ticket.given_to_developer", N_("{who} gave it to R&D")
    TICKET_CAME_BACK = "ticket.came_back", N_("back from R&D")
    TICKET_TAKEN = "ticket.taken", N_("taken by {who}")
    TICKET_REPLIED = "ticket.replied"
    TICKET_REWORDED = "ticket.reworded"
    TICKET_ADDED = "ticket.added"
    TICKET_REACTED = "ticket.reacted", N_("{who} {reaction} “{words}”")
    TICKET_UNREACTED = "ticket.unreacted"
    TICKET_NOTED = "ticket.noted"
    TICKET_PROMISED = "ticket.promised", N_("{who} promised a call-back")
    TICKET_CALLED = "ticket.called", N_("{who} called the customer")
    TICKET_SUSPENDED = "ticket.suspended", N_("suspended by {who}: {why}")
    TICKET_ANSWER_CONFIRMED = "ticket.answer_confirmed", N_("{who} confirmed the answer {code}")
    TICKET_RESTORED = "ticket.restored", N_("{who}: it works again by a way round")
    TICKET_RESOLVED = "ticket.resolved", N_("solved by {who}")
    TICKET_CONFIRM_REMINDED = "ticket.confirm_reminded", N_("the customer was reminded to confirm")
    TICKET_CLOSED = "ticket.closed", N_("closed by {who}")
    TICKET_REOPENED = "ticket.reopened", N_("reopened by {who}: {why}")
    TICKET_CANCELLED = "ticket.cancelled", N_("cancelled by {who}")
    TICKET_LEVEL = "ticket.level", N_("{who} set the fault level to {after} (it was {before})")
    TICKET_CHASED = "ticket.chased", N_("the customer was reminded of what is needed: {why}")
    TICKET_CALL_WANTED = "ticket.call_wanted", N_("the customer does not answer: a call is needed")
    TICKET_URGED = "ticket.urged", N_("urged by {who}: {why}")
    TICKET_URGE_ANSWERED = "ticket.urge_answered", N_("{who} answered the urging: {why}")
    TICKET_URGE_DUE = "ticket.urge_due", N_("the time that was set by urging has come")
    TICKET_SUBTYPE = "ticket.subtype", N_("{who} said what it is about")
    TICKET_SUSPECTED = "ticket.suspected", N_("it may be the trouble of several customers")
    TICKET_TRIAGED = "ticket.triaged", N_("looked at by {who}, not yet given to anybody"), SILENT
    TICKET_ANSWERED = "ticket.answered", "", SILENT
    TICKET_ARCHIVED = "ticket.archived", "", SILENT
    TICKET_ENTRUSTED = "ticket.entrusted", "", SILENT
    TICKET_GOES_ON = "ticket.goes_on", "", SILENT
    TICKET_JOINED = "ticket.joined", "", SILENT
    TICKET_SETTLED = "ticket.settled", "", SILENT
    TICKET_WAITS = "ticket.waits", "", SILENT

    PERSON_HANDED_OVER = "person.handed_over"
    PERSON_ENTRUSTED = "person.entrusted"
    PERSON_JOINED = "person.joined"
    PERSON_MORNING = "person.morning"
    PERSON_ON_DUTY = "person.on_duty"
    PERSON_OFF_DUTY = "person.off_duty"
    PERSON_DUTY_AHEAD = "person.duty_ahead"
    PERSON_LEAVE = "person.leave"
    PERSON_LEAVE_TAKEN_BACK = "person.leave_taken_back"
    PERSON_UNCLEAR = "person.unclear"
    PERSON_CLAIMED = "person.claimed"
    PERSON_CALL_WANTED = "person.call_wanted"
    PERSON_CONFIRMED = "person.confirmed"
    PERSON_BADGE = "person.badge", "", SILENT
    PERSON_BACK = "person.back"
    PERSON_UNDELIVERED = "person.undelivered"
    PERSON_ACCOUNT_ENDED = "person.account_ended", "", SILENT
    PERSON_ADDED = "person.added", "", SILENT
    PERSON_ERASED = "person.erased", "", SILENT
    PERSON_LEFT = "person.left"
    PERSON_MERGED = "person.merged", "", SILENT
    PERSON_MOVED = "person.moved", "", SILENT
    PERSON_WORKS_BESIDE = "person.works_beside", "", SILENT
    PERSON_ROLES_CHANGED = "person.roles_changed", "", SILENT
    PERSON_WRONG_CODE = "person.wrong_code", "", SILENT
    PERSON_NOT_THEM = "person.not_them", "", SILENT

    INQUIRY_AWAY = "inquiry.away", N_("{to}, who was asked, is not there")
    INQUIRY_ASKED = "inquiry.asked", N_("{who} asked {to}: {why}")
    INQUIRY_ASKED_BACK = "inquiry.asked_back", N_("{who} asked back: {why}")
    INQUIRY_TOLD_MORE = "inquiry.told_more", N_("{who} told the colleague: {why}")
    INQUIRY_ANSWERED = "inquiry.answered", N_("{who} answered the colleague: {why}")
    INQUIRY_PUT_OFF = "inquiry.put_off", N_("{who} agreed on {limit} with R&D")
    INQUIRY_WITHDRAWN = "inquiry.withdrawn", N_("{who} took the question back")
    INQUIRY_TRACKED = "inquiry.tracked", N_("R&D tracks it as {key}, says {who}")
    INQUIRY_STATUS = "inquiry.status", N_("{key} at R&D, by {who}: {why}")
    INQUIRY_DUE = "inquiry.due", N_("R&D was to have answered")

    DISPATCH_AWAY = "dispatch.away", N_("{to}, who was to go, is not there")
    DISPATCH_REQUESTED = "dispatch.requested", N_("visit requested by {who}")
    DISPATCH_DISPATCHED = "dispatch.dispatched", N_("engineer sent by {who}")
    DISPATCH_RELIEVED = "dispatch.relieved"
    DISPATCH_CALLED_OFF = "dispatch.called_off", N_("visit called off")
    DISPATCH_ACCEPTED = "dispatch.accepted", N_("visit accepted by {who}")
    DISPATCH_ON_THE_WAY = "dispatch.on_the_way", N_("{who} is on the way")
    DISPATCH_ARRIVED = "dispatch.arrived", N_("{who} has arrived")
    DISPATCH_WORKING = "dispatch.working", N_("{who} is at work")
    DISPATCH_CORRECTED = "dispatch.corrected", N_("{who} corrected the facts of the visit")
    WISH_OFFERED = "wish.offered", N_("{who} offers extra work: {what}")
    WISH_AGREED = "wish.agreed", N_("{who} agrees to extra work: {what}")
    WISH_DECLINED = "wish.declined", N_("{who} would rather not have extra work: {what}")
    WISH_FILED = "wish.filed", N_("{who} files what the customer wishes besides as {number}: {what}")
    DISPATCH_LOCATED = "dispatch.located"
    DISPATCH_SIGNED = "dispatch.signed", N_("visit signed off by {who}")
    DISPATCH_REMARKED = "dispatch.remarked", N_("{who} about the visit: {why}")
    DISPATCH_PASSED_ON = "dispatch.passed_on", N_("passed on to headquarters or the vendor by {who}: {why}")
    DISPATCH_PROGRESS = "dispatch.progress", N_("{who}, on what was passed on: {why}")
    DISPATCH_FOLLOW_UP = "dispatch.follow_up", N_("reminder to ask headquarters or the vendor")
    DISPATCH_WRITTEN_OFF = "dispatch.written_off", N_("visit written off by {who}")
    DISPATCH_DECLINED = "dispatch.declined", N_("visit declined by {who}: {why}")
    DISPATCH_DONE = "dispatch.done", N_("visit done by {who}")
    DISPATCH_SENT_BACK = "dispatch.sent_back", N_("visit sent back by {who}: {why}")

    REMOTE_ASKED = "remote.asked", N_("{who} asked the customer for remote work: {why}")
    REMOTE_AGREED = "remote.agreed", N_("{who} agreed to remote work: {why}")
    REMOTE_REFUSED = "remote.refused", N_("{who} did not agree to remote work: {why}")
    REMOTE_RUNNING = "remote.running", N_("{who} began remote work: {why}")
    REMOTE_RECORDED = "remote.recorded", N_("changed by remote work, says {who}: {why}")
    REMOTE_ENDED = "remote.ended", N_("{who} ended remote work: {why}")

    HOLIDAYS_UNPUBLISHED = "holidays.unpublished"

    CLOCK_WARNED = "clock.warned", N_("warning: {kind} is due soon")
    CLOCK_PROMISED_AGAIN = "clock.promised_again", N_("the customer was told that it is late, and a new time")
    CLOCK_RECOUNTED = "clock.recounted", N_("{kind}: due {limit} now, instead of {before}")
    CLOCK_EXTENDED = "clock.extended", N_("{kind}: extended by {who} from {before} to {limit}: {why}")
    CLOCK_BROKEN = "clock.broken", N_("promise broken: {kind}"), SILENT

    ALERT_RAISED = "alert.raised", N_("alert raised")
    ALERT_REPEATED = "alert.repeated"
    ALERT_STEPPED_UP = "alert.stepped_up", N_("alert went one level up")
    ALERT_ACKNOWLEDGED = "alert.acknowledged", N_("alert taken care of by {who}")
    ALERT_JOINED = "alert.joined"
    ALERT_ENDED = "alert.ended"

    EMERGENCY_CALLED = "emergency.called", N_("emergency: the response group was called")
    EMERGENCY_COMES = "emergency.comes", N_("emergency: {who} comes")
    EMERGENCY_CANNOT = "emergency.cannot", N_("emergency: {who} cannot come")
    EMERGENCY_PLANNED = "emergency.planned", N_("plan by {who}, next news {at}: {why}")
    EMERGENCY_REVIEWED = "emergency.reviewed", N_("review by {who}: {why}")
    EMERGENCY_REVIEW_DUE = "emergency.review_due"
    EMERGENCY_ENDED = "emergency.ended"

    INCIDENT_OPENED = "incident.opened"
    INCIDENT_REMINDED = "incident.reminded"
    INCIDENT_JOINED = "incident.joined", N_("part of a known incident")
    INCIDENT_PARTED = "incident.parted", N_("taken out of the known incident by {who}")
    INCIDENT_FIXED = "incident.fixed"

    COMPLAINT_TASK_GIVEN = "complaint_task.given"
    COMPLAINT_TASK_REMINDED = "complaint_task.reminded"
    COMPLAINT_TASK_OVERDUE = "complaint_task.overdue"
    COMPLAINT_TASK_DONE = "complaint_task.done"

    ASSESSMENT_RECORDED = "assessment.recorded"
    ASSESSMENT_COMMENTED = "assessment.commented"
    ASSESSMENT_WITHDRAWN = "assessment.withdrawn"

    COMPLAINT_OPENED = "complaint.opened", N_("complaint received")
    COMPLAINT_AT_ONCE = "complaint.at_once", N_("to be answered at once: the head of the branch was told")
    COMPLAINT_VALID = "complaint.valid", N_("complaint confirmed by {who}")
    COMPLAINT_RELATED = "complaint.related"
    COMPLAINT_MOVED = "complaint.moved", N_("complaint given to another department by {who}: {why}")
    COMPLAINT_DISMISSED = "complaint.dismissed", N_("complaint explained by {who}; it does not count")
    COMPLAINT_ANSWERED = "complaint.answered", N_("complaint answered by {who}")
    COMPLAINT_ASKED_AGAIN = "complaint.asked_again", N_("the customer was asked again whether it is settled")
    COMPLAINT_VERIFIED = "complaint.verified", N_("complaint verified by {who}")
    COMPLAINT_TO_HEADQUARTERS = "complaint.to_headquarters", N_("not settled, says {who}: to headquarters")
    COMPLAINT_DATE_DUE = "complaint.date_due"
    COMPLAINT_NEXT_DATE = "complaint.next_date", N_("at headquarters, by {who}: {why}")
    COMPLAINT_CONCLUDED = "complaint.concluded", N_("ended at headquarters: {why}")
    COMPLAINT_REPORTED = "complaint.reported", N_("reported back to headquarters by {who}: {why}")
    COMPLAINT_WITHDRAWN = "complaint.withdrawn", N_("complaint taken back by {who}")
    COMPLAINT_EXPLAINED = "complaint.explained", N_("the customer said what is still open")
    COMPLAINT_COMMENT_ASKED = "complaint.comment_asked", N_("{who} asked for a comment")
    COMPLAINT_COMMENTED = "complaint.commented", N_("comment by {who}")
    COMPLAINT_LISTED = "complaint.listed", "", SILENT
    COMPLAINT_PASSED_ON = "complaint.passed_on", "", SILENT
    COMPLAINT_READ = "complaint.read", "", SILENT

    SCOPE_ASKED = "scope.asked", N_("whether it is in scope: {to} decides")
    SCOPE_MARKED = "scope.marked", N_("{who} marked the cause as not covered: {why}")
    SCOPE_ORDINARY = "scope.ordinary", N_("{who}: it is no special service")
    SCOPE_SPECIAL = "scope.special", N_("{who}: it is a special service, with a form of its own")
    SCOPE_TO_SALES = "scope.to_sales", N_("not plainly in scope: {to} talks with the customer")
    SCOPE_TALK = "scope.talk", N_("{who} wants to talk the offer over")
    SCOPE_TAKEN_UP = "scope.taken_up", N_("{who} takes it up again")
    SCOPE_EXPIRED = "scope.expired", N_("the offer has ended without an answer")
    SCOPE_STANDS = "scope.stands", N_("{who}: not now")
    SCOPE_SETTLED = "scope.settled", N_("scope settled by {who}: {why}")
    SCOPE_LATE = "scope.late", N_("nobody has settled the scope in time")
    SCOPE_WITHDRAWN = "scope.withdrawn"
    QUOTE_SIGNATURE = "quote.signature", N_("{who} asks for a second signature: {why}")
    QUOTE_SENT_BACK = "quote.sent_back", N_("{who} sent the offer back: {why}")
    QUOTE_OFFERED = "quote.offered", N_("{who} made an offer: {why}")

    PROJECT_APPLIED = "project.applied"
    PROJECT_TAKEN_OVER = "project.taken_over", N_("taken over as it stood elsewhere"), SILENT
    PROJECT_MOVED = "project.moved"
    PROJECT_REMINDED = "project.reminded"
    PROJECT_WAITS = "project.waits"
    PROJECT_ITEM_DONE = "project.item_done"
    PROJECT_ITEM_HELP = "project.item_help"
    PROJECT_ITEM_LATER = "project.item_later"
    PROJECT_ITEM_FILLED = "project.item_filled"
    PROJECT_ITEM_CONFIRMED = "project.item_confirmed"
    PROJECT_ITEM_DISPUTED = "project.item_disputed"
    PROJECT_GRANTED = "project.granted"
    PROJECT_LOOK_AGAIN = "project.look_again"
    PROJECT_ASSESSED = "project.assessed"
    PROJECT_STAGE_OFFERED = "project_stage.offered"
    PROJECT_STAGE_SAID = "project_stage.said"
    PROJECT_STAGE_REMINDED = "project_stage.reminded"
    PROJECT_STAGE_CALL = "project_stage.call"
    PROJECT_LOG_ASKED = "project_log.asked"
    PROJECT_LOG_MISSING = "project_log.missing"
    PROJECT_LOG_WRITTEN = "project_log.written"
    PROJECT_LOG_CONFIRMED = "project_log.confirmed"
    PROJECT_LOG_DISPUTED = "project_log.disputed"
    PROJECT_LOG_UNCONFIRMED = "project_log.unconfirmed"
    PROJECT_BEYOND_RAISED = "project_beyond.raised"
    PROJECT_BEYOND_WORDS = "project_beyond.words"
    PROJECT_BEYOND_REPEATED = "project_beyond.repeated"
    PROJECT_BEYOND_TAKEN = "project_beyond.taken"
    PROJECT_HANDED_OVER = "project.handed_over"
    PROJECT_ACCEPTANCE_MOVED = "project.acceptance_moved"
    PROJECT_TRIAL_REMINDED = "project.trial_reminded"
    PROJECT_REVIEWED = "project.reviewed"
    PROJECT_FINDING_NOTED = "project_finding.noted"
    PROJECT_FINDING_DECIDED = "project_finding.decided"
    PROJECT_DATA_CHECKED = "project_data.checked"
    PROJECT_DATA_WAIVED = "project_data.waived"
    PROJECT_DATA_IMPORTED = "project_data.imported"
    PROJECT_DATA_CONFIRMED = "project_data.confirmed"
    PROJECT_SHIFTED = "project.shifted"
    PROJECT_NUDGED = "project.nudged"
    PROJECT_MEMBERS = "project.members"
    PROJECT_WEEK = "project.week"
    PROJECT_CHANGE_ASKED = "project_change.asked"
    PROJECT_CHANGE_WAITS = "project_change.waits"
    PROJECT_CHANGE_WORKED_OUT = "project_change.worked_out"
    PROJECT_CHANGE_STANDS = "project_change.stands"
    PROJECT_CHANGE_AGREED = "project_change.agreed"
    PROJECT_CHANGE_DONE = "project_change.done"
    PROJECT_CHANGE_WITHDRAWN = "project_change.withdrawn"
    PROJECT_TEMPLATE = "project_template.changed", "", SILENT
    PROJECT_CALL_WANTED = "project.call_wanted"

    REQUIREMENT_HEARD = "requirement.heard"
    REQUIREMENT_JOINED = "requirement.joined"
    REQUIREMENT_MOVED = "requirement.moved"
    REQUIREMENT_TOLD = "requirement.told"
    REQUIREMENT_HUSHED = "requirement.hushed", "", SILENT
    REQUIREMENT_LATE = "requirement.late"
    REQUIREMENT_TRACKED = "requirement.tracked"
    REQUIREMENT_STATUS = "requirement.status"
    REQUIREMENT_MERGED = "requirement.merged"
    REQUIREMENT_PARTED = "requirement.parted"
    REQUIREMENT_MARKED = "requirement.marked", "", SILENT
    REQUIREMENT_REPORTED = "requirement.reported"

    RELEASE_DRAFTED = "release.drafted", "", SILENT
    RELEASE_CHANGED = "release.changed", "", SILENT
    RELEASE_DROPPED = "release.dropped", "", SILENT
    RELEASE_ANNOUNCED = "release.announced"
    RELEASE_CORRECTED = "release.corrected"
    RELEASE_WITHDRAWN = "release.withdrawn"
    RELEASE_TROUBLED = "release.troubled"
    RELEASE_TOLD = "release_choice.told"
    RELEASE_HOW = "release_choice.how"
    RELEASE_CALL = "release_choice.call"
    RELEASE_CHOSEN = "release_choice.chosen"
    RELEASE_ENDED = "release_choice.ended"

    FEE_AGREED = "fee.agreed", "", SILENT
    FEE_DONE = "fee.done", N_("the agreed fee is to be invoiced")
    FEE_INVOICED = "fee.invoiced", N_("{who}: the fee is invoiced")
    FEE_REMINDED = "fee.reminded"
    FEE_PAID = "fee.paid", N_("{who}: the fee is paid")
    FEE_STOPPED = "fee.stopped", N_("cancelled after a fee was agreed: sales settle it")
    FEE_WAIVED = "fee.waived", N_("{who}: the fee is not charged: {why}")

    TAKEN_DATA_ASKED = "taken_data.asked", N_("{who} asked to take along: {what}")
    TAKEN_DATA_ALLOWED = "taken_data.allowed", N_("{who} agreed that it is taken along: {what}")
    TAKEN_DATA_REFUSED = "taken_data.refused", N_("{who} did not agree that it is taken along: {what}")
    TAKEN_DATA_RETURNED = "taken_data.returned", N_("{who} returned: {what}")
    TAKEN_DATA_REMINDED = "taken_data.reminded"

    APPOINTMENT_OFFERED = "appointment.offered"
    APPOINTMENT_PROPOSED = "appointment.proposed"
    APPOINTMENT_WISHED = "appointment.wished"
    APPOINTMENT_AGREED = "appointment.agreed", N_("appointment agreed: {at}")
    APPOINTMENT_CANCELLED = "appointment.cancelled", N_("appointment cancelled by {who}: {at} {why}")
    APPOINTMENT_REMINDED = "appointment.reminded"
    APPOINTMENT_BEGUN = "appointment.begun"
    APPOINTMENT_OVER = "appointment.over"

    VISIT_BACK_INVITED = "visit_back.invited", N_("survey sent")
    VISIT_BACK_REMINDED = "visit_back.reminded"
    VISIT_BACK_CALL = "visit_back.call"
    VISIT_BACK_ANSWERED = "visit_back.answered", N_("survey answered")
    VISIT_BACK_CALLED = "visit_back.called", N_("survey: {who} has called")
    VISIT_BACK_DROPPED = "visit_back.dropped"
    VISIT_BACK_CORRECTED = "visit_back.corrected", N_("answers to the survey corrected by {who}"), SILENT

    FEEDBACK_GIVEN = "feedback.given"
    FEEDBACK_PASSED_ON = "feedback.passed_on"
    FEEDBACK_ANSWERED = "feedback.answered"
    FEEDBACK_REMINDED = "feedback.reminded"

    RECOMMENDATION_GIVEN = "recommendation.given", "", SILENT
    RECOMMENDATION_ASKED = "recommendation.asked"
    RECOMMENDATION_CALL = "recommendation.call"
    RECOMMENDATION_PLANNED = "recommendation.planned"
    RECOMMENDATION_SETTLED = "recommendation.settled"

    ENTRY_APPROVED = "entry.approved"
    ENTRY_REVIEW_DUE = "entry.review_due"

    DIGEST_DUE = "digest.due"

    ROSTER_GAPS = "roster.gaps"

    SWAP_OFFERED = "swap.offered"
    SWAP_AGREED = "swap.agreed"
    SWAP_DECLINED = "swap.declined"
    SWAP_WITHDRAWN = "swap.withdrawn"
    SWAP_LAPSED = "swap.lapsed"

    ROOM_MADE = "room.made"

    REPORT_EMPTY = "report.empty"
    REPORT_DUE = "report.due"
    REPORT_UNREAD = "report.unread"
    REPORT_ACKNOWLEDGED = "report.acknowledged", "", SILENT
    BRANCH_REPORT_REMINDED = "branch_report.reminded"
    BRANCH_REPORT_LATE = "branch_report.late"
    BRANCH_REPORT_HANDED_IN = "branch_report.handed_in"
    BRANCH_REPORT_UNANSWERED = "branch_report.unanswered"
    BRANCH_REPORT_ANSWERED = "branch_report.answered"
    CHURN_REPORT_DUE = "churn_report.due"
    RISKS_DUE = "risks.due"

    CLASS_DRAFTED = "training_class.drafted", "", SILENT
    CLASS_OPENED = "training_class.opened"
    CLASS_CONFIRMED = "training_class.confirmed"
    CLASS_FEW = "training_class.few"
    CLASS_REMINDED = "training_class.reminded"
    CLASS_MOVED = "training_class.moved"
    CLASS_TRAINER = "training_class.trainer"
    CLASS_SEATS = "training_class.seats"
    CLASS_CANCELLED = "training_class.cancelled"
    CLASS_BEGUN = "training_class.begun", "", SILENT
    CLASS_ROLL_CALL = "training_class.roll_call"
    CLASS_FINISHED = "training_class.finished"
    CLASS_ARCHIVED = "training_class.archived", "", SILENT
    ENROLMENT_INVITED = "enrolment.invited"
    ENROLMENT_DECLINED = "enrolment.declined", "", SILENT
    ENROLMENT_REGISTERED = "enrolment.registered"
    ENROLMENT_WAITING = "enrolment.waiting"
    ENROLMENT_OFFERED = "enrolment.offered"
    ENROLMENT_PASSED_ON = "enrolment.passed_on"
    ENROLMENT_LAPSED = "enrolment.lapsed"
    ENROLMENT_CANCELLED = "enrolment.cancelled"
    ENROLMENT_COMES = "enrolment.comes"

    EXAM_OPENED = "exam_candidate.invited"
    EXAM_RESIT = "exam_candidate.resit"
    ATTEMPT_BEGUN = "exam_attempt.begun", "", SILENT
    ATTEMPT_WARNED = "exam_attempt.warned"
    ATTEMPT_GIVEN_BACK = "exam_attempt.given_back"
    QUESTION_OVER = "exam_attempt.question_over"
    ATTEMPT_HANDED_IN = "exam_attempt.handed_in"
    ATTEMPT_MARKED = "exam_attempt.marked"
    CERTIFICATE_ISSUED = "certificate.issued"
    CERTIFICATE_REVOKED = "certificate.revoked", "", SILENT
    QUALIFICATION_GIVEN = "qualification.given"
    QUALIFICATION_ENDS = "qualification.ends"
    QUALIFICATION_ENDED = "qualification.ended"
    QUALIFICATION_WITHDRAWN = "qualification.withdrawn"

    CONTRACT_AGREED = "contract.agreed"

    RENEWAL_DUE = "renewal.due"
    RENEWAL_ANSWERED = "renewal.answered", "", SILENT

    FIRST_VISIT_SUBMITTED = "first_visit.submitted"
    FIRST_VISIT_SENT = "first_visit.sent"
    FIRST_VISIT_CHECKED = "first_visit.checked"
    FIRST_VISIT_UNREACHED = "first_visit.unreached"
    FIRST_VISIT_AGAIN = "first_visit.again"
    FIRST_VISIT_LATE = "first_visit.late"
    FIRST_VISIT_UNSETTLED = "first_visit.unsettled"
    FIRST_VISIT_ASKED = "first_visit.asked"
    FIRST_VISIT_ANSWERED = "first_visit.answered"
    FIRST_VISIT_DISPUTED = "first_visit.disputed"
    FIRST_VISIT_GOES_ON = "first_visit.goes_on"
    FIRST_VISIT_WITHDRAWN = "first_visit.withdrawn"
    FIRST_VISIT_DONE = "first_visit.done"
    FIRST_VISIT_SETTLED = "first_visit.settled"

    DOCUMENT_ADDED = "document.added", "", SILENT
    DOCUMENT_READ = "document.read", "", SILENT
    DOCUMENT_SENT = "document.sent"
    DOCUMENT_READERS = "document.readers_changed", "", SILENT

    NEED_SAID = "need.said", "", SILENT
    NEED_HANDED = "need.handed"
    NEED_PASSED_ON = "need.passed_on", "", SILENT
    NEED_TAKEN = "need.taken", "", SILENT

    CUSTOMER_ENTRUSTED = "customer.entrusted"
    CUSTOMER_LOST = "customer.lost"
    CUSTOMER_WON_BACK = "customer.won_back"
    CUSTOMER_JOINED = "customer.joined"
    CUSTOMER_ADDED = "customer.added", "", SILENT
    CUSTOMER_ERASED = "customer.erased", "", SILENT

    INSPECTION_ASKED = "inspection.asked", "", SILENT
    INSPECTION_PLANNED = "inspection.planned", "", SILENT
    INSPECTION_STOPPED = "inspection.stopped", "", SILENT

    INVITE_MADE = "invite.made", "", SILENT
    INVITE_USED = "invite.used", "", SILENT

    POLICY_CHANGED = "policy.changed", "", SILENT

    REGION_CHANGED = "region.changed", "", SILENT

    SHIFT_ADDED = "shift.added", "", SILENT
    SHIFT_CHANGED = "shift.changed", "", SILENT
    SHIFT_TAKEN_OFF = "shift.taken_off", "", SILENT

    SURVEY_IMPORTED = "survey.imported", "", SILENT

    TABLE_IMPORTED = "table.imported", "", SILENT

    TOPIC_LOST = "topic.lost", "", SILENT

    CAMPAIGN_RUNNING = "campaign.running", "", SILENT
    CAMPAIGN_PAUSED = "campaign.paused", "", SILENT
    CAMPAIGN_SENT = "campaign.sent", "", SILENT
    CAMPAIGN_STOPPED = "campaign.stopped", "", SILENT


def line_of(name: str) -> str:
    """How a history shows it; "" for what it does not show, or for an event of another version."""
    return Event(name).line if name in NAMES else ""


NAMES = frozenset(Event)
