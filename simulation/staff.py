"""Staff: they work through the cards in their chat, answer what is asked, put off, go on leave, press what is old."""

import re
from datetime import datetime, time, timedelta
from random import Random

from desk.people import Role
from simulation import behaviour
from simulation.calendar_oracle import at_local, is_working_day, local
from simulation.chats import Shown, Telegram
from simulation.company import Member
from simulation.people import Later, Someone, minutes, verb
from simulation.writing import written_for

CARDS = (  # by how pressing they are: the buttons that ask for something, and what is pressed then
    ({"come"}, behaviour.EMERGENCY_VERBS),
    ({"acknowledge", "show_alert"}, {**behaviour.ALERT_VERBS, **behaviour.COMPLAINT_VERBS}),
    (
        {"confirm_complaint", "answer_complaint", "record_verdict", "conclude_complaint", "report_complaint"}
        | {"comment_complaint", "i_called", "measure_done"},
        behaviour.COMPLAINT_VERBS,
    ),
    ({"scope_in", "set_price", "sign_quote"}, behaviour.SCOPE_VERBS),
    ({"set_out"}, behaviour.SETTING_OUT_VERBS),
    ({"all_present"}, behaviour.ROLL_CALL_VERBS),
    ({"open_class", "hold_class", "roll_call", "finish_class"}, behaviour.CLASS_VERBS),
    ({"write_log", "confirm_log"}, behaviour.LOG_VERBS),
    (
        {
            "mark_requirement",
            "requirement:take_up",
            "evaluate_requirement",
            "requirement:begin",
            "requirement:deliver",
        }
        | {"requirement:settle"},
        behaviour.REQUIREMENT_VERBS,
    ),
    (
        {
            "project:approve",
            "project:approve_plan",
            "project:apply_again",
            "make_project_plan",
            "project:take_up_plan",
        }
        | {
            "project:grant_pause",
            "project:grant_end",
            "assess_project",
            "project:pass",
            "project:archive",
            "review_documents",
            "beyond_me",
        },
        behaviour.PROJECT_VERBS,
    ),
    ({"work_out_change"}, behaviour.CHANGE_VERBS),
    ({"item_done", "show_project_item"}, behaviour.ITEM_VERBS),
    (
        {
            "send_back",
            "write_off",
            "accept",
            "arrive",
            "finish",
            "visit_again",
            "passed_solved",
            "data_returned",
        },
        behaviour.DISPATCH_VERBS,
    ),
    ({"fix_incident"}, behaviour.INCIDENT_VERBS),
    (
        {"answer_inquiry", "withdraw_inquiry", "agree_swap", "withdraw_swap", "begin_remote", "end_remote"}
        | {"start_campaign", "resume_campaign", "pause_campaign"},
        behaviour.COLLEAGUE_VERBS,
    ),
    ({"ask_colleague"}, behaviour.MORE_VERBS),
    ({"take", "resolve"}, behaviour.TICKET_VERBS),
    ({"survey_called"}, behaviour.OTHER_VERBS),
    ({"fee_invoiced", "fee_paid", "waive_fee"}, behaviour.FEE_VERBS),
)
MARK = re.compile(r"[，,][^，,]*zq")  # where a customer's own words begin
MOST_TRIES = 6  # after so many a card waits for years
GIVEN_AWAY = timedelta(days=3)  # somebody else has it; its old card is hardly looked at
WORDS = {
    "zh": ("已远程重装打印驱动，恢复正常", "权限重新勾选后可以登录", "请发一下截图", "数据库索引已修复", "换了新的加密锁，测试通过", "正在查，稍等"),
    "en": ("I reinstalled the driver and it prints", "rights set again, sign-in works", "please send a picture", "the index is repaired",
           "the dongle was replaced and tested"),
}  # fmt: skip


class Colleague(Someone):
    """A member of the staff in one role or several."""

    def __init__(self, member: Member, telegram: Telegram, chance: Random, later: Later) -> None:
        super().__init__(member, telegram, chance, later)
        known = (wait for role, wait in behaviour.STAFF_REACTION.items() if role in member.roles)
        self.reaction = next(known, behaviour.STAFF_REACTION[""])
        self.put_off: dict[int, datetime] = {}  # cards, until when
        self.tried: dict[tuple[int, int], int] = {}  # cards as they were, how often
        self.wants: tuple[str, ...] = ()  # of such an action: what is still to be pressed
        self.away_until = datetime.min.replace(tzinfo=telegram.clock.now().tzinfo)

    def plan_leave(self, until: datetime) -> None:
        start = self.now + minutes(self.chance, 365 * 24 * 60 / behaviour.LEAVES_A_YEAR)
        if start < until:
            self.later(start, lambda: self._leave(until))

    def _leave(self, until: datetime) -> None:
        self.away_until = self.now + timedelta(days=self.chance.randint(1, behaviour.LEAVE_DAYS))
        self.plan_look(self._at_work(self.away_until))
        self.plan_leave(until)

    def plan_actions(self, until: datetime, customers: int) -> None:
        """What they do unasked, each again and again; less often in a small desk."""
        share = min(1, customers / behaviour.A_WHOLE_DESK)
        for role in self.member.roles:
            for times, says, presses in behaviour.STAFF_ACTIONS.get(role, ()):
                often = times if says in behaviour.ANY_SIZE else times * share
                self._plan_action(30 * 24 * 60 / often, says, presses, until)

    def _plan_action(self, every: float, says: str, presses: tuple[str, ...], until: datetime) -> None:
        at = self._at_work(self.now + minutes(self.chance, every))
        if at < until:
            self.later(at, lambda: self._act_unasked(every, says, presses, until))

    def _act_unasked(self, every: float, says: str, presses: tuple[str, ...], until: datetime) -> None:
        self.wants = presses
        self.telegram.says(self.chat, says)
        self._plan_action(every, says, presses, until)

    def _goes_on(self, shown: Shown) -> None:
        """The action: the button that comes next, if this has it."""
        found = [button for button in shown.buttons if self.wants and verb(button[1]) == self.wants[0]]
        if found:
            self.wants = self.wants[1:]
            button = self.chance.choice(found)
            self.later(self.now + minutes(self.chance, 1), lambda: self.press(shown, *button))

    def notices(self, shown: Shown) -> None:
        self._goes_on(shown)
        at = self.now + minutes(self.chance, self.reaction)
        pressing = "🚨" in shown.text or "🔴" in shown.text
        woken = pressing and at >= self.away_until and self.chance.random() < behaviour.NIGHT_CALL
        self.plan_look(at if woken else self._at_work(at))

    def _at_work(self, at: datetime) -> datetime:
        """Then, or when they work next: the hotline until ten every day, the others in office hours."""
        at = max(at, self.away_until)
        on_hotline = Role.SPECIALIST in self.member.roles or Role.SERVICE_MANAGER in self.member.roles
        start, end = time(8, 30), time(22) if on_hotline else time(18)
        if local(at).time() >= end:
            at = at_local(at + timedelta(days=1), start)
        while not on_hotline and not is_working_day(local(at).date()):
            at = at_local(at + timedelta(days=1), start)
        opens = at_local(at, start)
        return at if at >= opens else opens + minutes(self.chance, 10)

    def look(self) -> None:
        """A question that is open first, then the most pressing card; and again when the next one is due."""
        if self.chance.random() < behaviour.OLD_BUTTON:
            self.press_old()
        elif asked := self.question():
            self.answered = asked.number
            self._answer(asked)
        elif card := self._next_card():
            self._act(card)
        self._plan_next()

    def _plan_next(self) -> None:
        if self.question():
            return self.plan_look(self._at_work(self.now + minutes(self.chance, 2)))
        open_ = [shown.number for shown in self.chat.with_buttons.values() if _rank(shown) is not None]
        self.put_off = {number: self.put_off[number] for number in open_ if number in self.put_off}
        if open_:
            due = min(self.put_off.get(number, self.now) for number in open_)
            self.plan_look(self._at_work(max(due, self.now + minutes(self.chance, 4))))
        return None

    def _next_card(self) -> Shown | None:
        """Alerts before dispatch orders before tickets; of several the one that was put off first."""
        due = [
            (rank, self.put_off.get(shown.number, self.now), shown)
            for shown in self.chat.with_buttons.values()
            if (rank := _rank(shown)) is not None and self.put_off.get(shown.number, self.now) <= self.now
        ]
        return min(due, key=lambda one: one[:2], default=(0, self.now, None))[2]

    def _act(self, card: Shown) -> None:
        """One button of it; what did not change by it the last time is tried less and less often."""
        ignored = self.chance.random() < behaviour.STAFF_IGNORES
        state = (card.number, card.changed)
        tries = self.tried[state] = self.tried.get(state, 0) + 1
        self.put_off[card.number] = self.now + minutes(
            self.chance, behaviour.PACE * 6 ** min(tries - 1 + ignored, MOST_TRIES)
        )
        if ignored:
            return
        weights = CARDS[_rank(card) or 0][1]
        verbs = [name for _label, data in card.buttons if (name := verb(data)) in weights]
        verbs += [""] if "" in weights else []
        pressed = self.press_any(card, weights, verbs)
        if pressed == "hand_over":
            self.put_off[card.number] = self.now + GIVEN_AWAY
        elif pressed in behaviour.AT_ONCE and tries < MOST_TRIES:
            self.put_off[card.number] = self.now + minutes(self.chance, 1)

    def _answer(self, asked: Shown) -> None:
        keys = [verb(data) for _label, data in asked.buttons]
        written = written_for(asked.text, self.now, self.chance)
        if written and (set(keys) <= {"<", "x", "skip"} or self.chance.random() < 0.7):
            return self.telegram.says(self.chat, written)
        if "as_is" in keys:
            return self._titles(asked)
        if set(keys) <= {"<", "x"} or (set(keys) <= {"<", "x", "skip"} and self.chance.random() < 0.5):
            return self.says(self.chance.choice(WORDS[self.chat.language]))
        self.press_any(asked, behaviour.STAFF_CHOICES, keys)
        return None

    def _titles(self, asked: Shown) -> None:
        """The title of a requirement: as proposed, unless a customer shows in it."""
        label, data = next(button for button in asked.buttons if verb(button[1]) == "as_is")
        if MARK.search(label):
            return self.telegram.says(self.chat, MARK.split(label)[0])
        return self.press(asked, label, data)


def _rank(shown: Shown) -> int | None:
    """Which kind of card it is, by its buttons; None when there is nothing to be done on it."""
    verbs = {verb(data) for _label, data in shown.buttons if data.startswith("c:")}
    return next((rank for rank, (asking, _weights) in enumerate(CARDS) if verbs & asking), None)
