"""How people behave, in numbers: the one place to change it. Shares are from 0 to 1, waits in minutes."""

# --- customers

PROBLEMS_A_MONTH = 0.3  # problems of one person in a month
WISHES_A_MONTH = 0.06  # requirements of one person in a month
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
    "agree_quote": 8, "talk_quote": 1.5, "not_now_quote": 1.5, "take_up_scope": 0.3,
    "requirement:fits": 6, "requirement:needs_more": 1.5, "requirement:confirm": 8, "requirement:not_quite": 1.5,
    "requirement:ask_again": 0.4, "requirement:cancel": 0.1, "hush_requirement": 0.2,
    "register_me": 8, "register_colleagues": 0.7, "not_interested": 0.7, "take_place": 8, "pass_place": 1.5, "still_coming": 1,
    "cancel_seat": 1.2, "one_by_one": 0.5,
    "project:agree_plan": 8, "project:wish_plan": 1, "project:confirm": 8, "project:ask_pause": 0.3, "ask_change": 0.5, "withdraw_change": 0.3, "project:not_yet": 1,
    "project:end_trial": 4, "show_stage": 6, "sign_project": 8, "show_project_item": 6, "item_done": 9, "item_help": 0.5, "item_later": 1.5,
    "confirm_item": 8, "dispute_item": 1, "accept_stage": 8, "remark_stage": 1.5, "refuse_stage": 1,
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
EXPIRED = 0.08  # share of customers whose last service period has ended before all begins
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
SCOPE_VERBS = {
    "scope_in": 5, "scope_out": 5, "set_price": 6, "free_once": 2, "special_case": 1, "offer_renewal": 3, "sign_quote": 9,
    "return_quote": 2, "answer": 0.5,
}  # fmt: skip
REQUIREMENT_VERBS = {
    "requirement:answer": 1, "requirement:way_round": 0.7, "requirement:take_up": 8, "requirement:decline": 0.7,
    "requirement:to_sales": 0.5, "requirement:merge": 1.5, "requirement:undo": 0.5, "evaluate_requirement": 9,
    "mark_requirement": 60, "requirement:plan": 6, "requirement:quote": 2, "requirement:not_now": 1, "requirement:refuse": 0.7,
    "requirement:look_again": 0.3, "requirement:begin": 6, "requirement:retarget": 0.3, "requirement:deliver": 6,
    "requirement:settle": 5, "requirement:to_product": 1, "": 3,
}  # fmt: skip
CLASS_VERBS = {
    "open_class": 8, "hold_class": 4, "roll_call": 8, "finish_class": 9, "move_class": 0.3, "cancel_class": 0.2, "class_seats": 0.5,
    "other_trainer": 0.2, "archive_class": 2, "": 4,
}  # fmt: skip
ROLL_CALL_VERBS = {"mark_trainee": 2, "all_present": 6}
PROJECT_VERBS = {
    "project:approve": 9, "project:send_back": 1, "project:apply_again": 8, "make_project_plan": 6, "change_project_item": 0.3,
    "add_project_risk": 0.3, "project:submit_plan": 6, "project:return_plan": 1, "project:approve_plan": 8,
    "project:take_up_plan": 8, "project:override": 2, "project:ask_pause": 2, "project:grant_pause": 6,
    "project:decline_pause": 1, "project:resume": 4, "project:ask_end": 0.15, "project:grant_end": 4, "project:decline_end": 4,
    "project:assess": 2, "assess_project": 9, "project:pass": 8, "project:redo": 2.5, "project:hand_over": 8, "project:archive": 4,
    "offer_stage": 8, "show_project_item": 20, "project_items": 2, "review_documents": 3, "move_acceptance": 0.7, "ask_change": 0.7, "": 3,
}  # fmt: skip
CHANGE_VERBS = {"work_out_change": 9, "withdraw_change": 0.5, "": 2}
ITEM_VERBS = {"show_project_item": 8, "item_done": 9, "item_later": 1, "item_help": 0.5, "": 2}
LOG_VERBS = {"write_log": 9, "log_absent": 1, "confirm_log": 9, "dispute_log": 1}
FEE_VERBS = {"fee_invoiced": 8, "fee_paid": 2, "waive_fee": 2, "": 3}
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
CLASSES_A_MONTH = 1.5  # of one trainer, in a full-size desk
PROJECTS_A_MONTH = 2.0  # of one project manager, in a desk of any size
ANY_SIZE = ("/project",)  # as often in a small desk
STAFF_ACTIONS = {  # staff actions without a request, in a full-size desk: times a month, what they write, and the buttons they press
    "specialist": ((0.7, "/duty", ("offer_shift",)), (0.5, "/mine", ("show",))),
    "service_manager": (
        (0.6, "/roster", ("add_leave",)), (0.4, "/roster", ("take_off",)), (0.5, "/roster", ("add_shift",)),
        (0.4, "/plan zq", ("visit_plan", "plan_inspections")), (0.5, "/visits", ()),
    ),
    "quality_supervisor": ((0.4, "/campaign", ("new_campaign",)), (0.5, "/complaints", ())),
    "engineer": ((0.5, "/visits", ()),),
    "developer": ((1, "/evaluate", ("report_evaluations",)),),
    "trainer": ((CLASSES_A_MONTH, "/training", ("new_class",)),),
    "project_manager": ((PROJECTS_A_MONTH, "/project", ("apply_for_project",)),),
    "general_manager": ((0.3, "/figures", ("file_figures",)), (0.2, "/complaints", ())),
}  # fmt: skip
OTHER_VERBS = {"survey_called": 4, "answer_by_phone": 6, "refuse_surveys": 0.3}
SEATS = ("2", "3")  # few, so that some have to wait
AT_ONCE = (
    "mark_requirement",
    "requirement:take_up",
    "make_project_plan",
    "mark_trainee",
)  # who presses these goes on at once
PRICES = ("100", "240", "350.50", "1.2万")  # asked for when the list price is not pressed
STAFF_CHOICES = {
    "reached": 4, "missed": 1, "waiting_customer": 4, "waiting_third_party": 1, "suspended": 1, "skip": 2, "yes": 3, "no": 1,
    "<": 0.1, "x": 0.1, "0": 3, "done": 15, "nobody": 0.3, "small": 3, "now": 60, "all": 20,
}  # fmt: skip
