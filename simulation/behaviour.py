"""How people behave, in numbers: the one place to change it. Shares are from 0 to 1, waits in minutes."""

# --- customers

PROBLEMS_A_MONTH = 0.3  # problems of one person in a month
IN_THE_BASE = 0.6  # share of problems that the base can answer
SLIPS = 0.25  # share of messages with a typing error
IGNORES = 0.15  # share of messages that a customer never looks at
REACTION = 25  # minutes until a customer looks at a message
OUT_OF_HOURS = 0.12  # share of problems in the evening, at night, on a day off
STRANGERS = 0.1  # unknown people for each customer
NOT_JOINED = (
    0.1  # share of contacts on file who have not joined: they share their number at the first message
)
ANSWER_HELPS = 0.85  # share of right answers that help

CUSTOMER_CHOICES = {  # weights of the buttons of a question; a number or code not named here weighs 1
    "yes": 6, "no": 0.7, "file": 20, "problem": 1, "product": 0.6, "urgency": 0.6, "phone": 0.4,
    "general": 6, "urgent": 3, "very_urgent": 0.4, "none": 2, "unsure": 1, "?": 0.5, "new": 3, "skip": 2,
    "<": 0.1, "x": 0.15,
}  # fmt: skip
CUSTOMER_VERBS = {  # what is pressed on a card; "": nothing
    "confirm": 10, "sign_visit": 10, "not_solved": 1.5, "cancel_own": 0.25, "add_to_own": 0.8, "score": 10,
    "refuse_surveys": 0.5, "wish_visit": 0.2, "correct_survey": 0.1, "open_survey": 3,
    "choose_time": 8, "none_fits": 1, "another_time": 0.5, "cancel_time": 0.3, "agree_remote": 9, "refuse_remote": 1, "end_remote": 0.2,
    "agree_to_data": 9, "refuse_data": 1, "why_due": 0.2,
    "offer_complaint": 2, "something_new": 0.5, "is_settled": 8, "is_not_settled": 2, "withdraw_complaint": 0.3, "": 5,
}  # fmt: skip
FIRST_BUTTON = 0.75  # of several with the same verb: times, opinions, engineers
SCORES = (1, 1, 2, 6, 8)  # weights of 1 to 5 stars
YES_OR_NO = (9, 1)  # weights, where a visit-back asks whether all is well
REOPENS_CLOSED = 0.02  # "not solved after all" on a card that is closed
UNPROMPTED = {  # instead of an answer, now and then; weights
    "answers": 100, "small talk": 3, "old button": 3, "picture": 2, "command": 2, "human": 1.2, "complaint": 0.5, "angry": 0.7,
    "blocks": 0.6,
}  # fmt: skip
BLOCKED_FOR = 5 * 24 * 60
QUOTES = 0.4  # share of staff messages that are answered by a quote
RENEWS_IN_TIME, RENEWS_LATE = 0.75, 0.12  # of service periods that end; the rest do not renew
RENEWAL_DAYS = 30  # before the end, or after it
OUTAGES_A_YEAR = 6  # outages: a product fails at many customers at the same time
HIT, NOTICED = 0.6, 10  # share of the affected who write, and minutes until they do

# --- staff

STAFF_REACTION = {"specialist": 7, "service_manager": 12, "engineer": 15, "quality_supervisor": 30, "": 60}
STAFF_IGNORES = 0.06  # share of cards put off for some hours
PACE = 45  # minutes between two looks at the same card
NIGHT_CALL = 0.6  # share of night alerts and very urgent tickets that wake somebody
LEAVES_A_YEAR, LEAVE_DAYS = 5, 6
OLD_BUTTON = 0.02
TICKET_VERBS = {
    "take": 30, "resolve": 12, "answer": 4, "called": 3, "promise": 1.5, "on_site": 1.5, "hand_over": 1, "suspend": 1,
    "history": 0.3, "more": 4, "level": 0.3, "why_due": 0.2, "part_incident": 0.3, "hand_complaint": 0.1,
}  # fmt: skip
MORE_VERBS = {
    "on_site": 8, "promise": 4, "hand_over": 3, "suspend": 3, "level": 1, "why_due": 0.5,
    "ask_colleague": 4, "to_developer": 3, "remotely": 4, "for_base": 0.5, "show": 2,
}  # fmt: skip
SETTING_OUT_VERBS = {"set_out": 6, "propose_time": 2, "call_off_time": 0.5, "correct_facts": 1, "": 8}
DISPATCH_VERBS = {
    "choose_engineer": 10, "send_back": 1, "write_off": 10, "accept": 10, "decline": 1, "arrive": 10, "work": 5, "finish": 10,
    "correct_facts": 0.5, "take_data": 1, "data_returned": 10,
    "visit_again": 8, "pass_order_on": 2, "passed_progress": 1, "passed_solved": 8,
}  # fmt: skip
ALERT_VERBS = {"acknowledge": 10, "take_over": 2, "hand_over": 1, "extend": 1, "show": 0.5, "show_alert": 10}
EMERGENCY_VERBS = {"come": 8, "cannot_come": 2}
INCIDENT_VERBS = {"fix_incident": 3, "show": 0.3, "": 3}
COMPLAINT_VERBS = {
    "confirm_complaint": 10, "dismiss_complaint": 3, "answer_complaint": 10, "ask_comment": 1, "comment_complaint": 10, "move_complaint": 0.5,
    "record_verdict": 3, "next_complaint_date": 3, "conclude_complaint": 3, "report_complaint": 10, "add_measure": 1, "assess": 0.5,
    "i_called": 10, "measure_done": 10,
}  # fmt: skip
COLLEAGUE_VERBS = {  # between colleagues; the one who waits for an answer seldom acts
    "answer_inquiry": 10, "say_inquiry": 1.5, "put_off_inquiry": 1, "withdraw_inquiry": 0.3, "agree_swap": 6, "decline_swap": 2,
    "withdraw_swap": 0.5, "begin_remote": 10, "end_remote": 10, "start_campaign": 10, "resume_campaign": 10, "pause_campaign": 0.5,
    "": 4,
}  # fmt: skip
A_WHOLE_DESK = 50  # customers; with fewer there is less to do unasked
STAFF_ACTIONS = {  # staff actions without a request, in a full-size desk: times a month, what they write, and the buttons they press
    "specialist": ((0.7, "/duty", ("offer_shift",)), (0.5, "/mine", ("show",))),
    "service_manager": (
        (0.6, "/roster", ("add_leave",)), (0.4, "/roster", ("take_off",)), (0.5, "/roster", ("add_shift",)),
        (0.4, "/plan zq", ("visit_plan", "plan_inspections")), (0.5, "/visits", ()),
    ),
    "quality_supervisor": ((0.4, "/campaign", ("new_campaign",)), (0.5, "/complaints", ())),
    "engineer": ((0.5, "/visits", ()),),
    "general_manager": ((0.3, "/figures", ("file_figures",)), (0.2, "/complaints", ())),
}  # fmt: skip
OTHER_VERBS = {"survey_called": 4, "answer_by_phone": 6, "refuse_surveys": 0.3}
STAFF_CHOICES = {
    "reached": 4, "missed": 1, "waiting_customer": 4, "waiting_third_party": 1, "suspended": 1, "skip": 2, "yes": 3, "no": 1,
    "<": 0.1, "x": 0.1,
}  # fmt: skip
