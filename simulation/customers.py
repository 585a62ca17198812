"""Customers: something goes wrong, they write, answer, ignore, mistype, thank, complain, block and come back."""

from datetime import datetime, time, timedelta
from random import Random

from simulation import behaviour
from simulation.calendar_oracle import at_local, is_working_day, local
from simulation.chats import Shown, Telegram
from simulation.company import Member, Problem
from simulation.people import Later, Someone, minutes, pick, verb
from simulation.writing import written_for

# What no entry answers: unusual things, and things that are no problem of a program at all.
UNKNOWN = {
    "zh": ("服务器机房的空调一直滴水怎么办", "电子秤的数字传不到电脑上", "我们想把旧软件十年的数据搬进来", "大屏看板半夜自己黑屏",
           "门禁刷卡记录能不能同步考勤", "扫码枪一扫就蓝屏", "月底跑批特别慢跑一整夜", "短信平台欠费后通知都没了",
           "加密狗插上闻到糊味", "新仓库要不要另外买一套", "打印机每次多吐一张白纸", "合并报表里子公司少了一家"),
    "en": ("the label printer feeds two blank labels after each one", "can you move ten years of data from our old system",
           "the scale does not send its weight to the screen", "the night job never finishes and locks everybody out",
           "our new branch in Oslo needs its own chart of accounts", "smoke came out of the licence dongle"),
}  # fmt: skip
WORDS = {
    "zh": ("还是老样子", "重启过了没用", "就是昨天更新以后开始的", "财务等着用，麻烦快点", "换了一台电脑也一样", "截图稍后发"),
    "en": ("still the same", "I restarted it twice", "it began after the update", "accounting is waiting for it", "same on another machine"),
}  # fmt: skip
OUTAGE = {
    "zh": (
        "云服务器连不上，所有人都登录不了",
        "云服务器连不上了，大家都登录不了系统",
        "突然云服务器连不上，都登录不了",
    ),
    "en": ("the cloud server is down and nobody can sign in", "cloud server down, nobody here can sign in"),
}
WISHES = {  # each in the words of several people
    "zh": (
        ("能不能增加按部门合并导出报表", "希望系统能增加报表按部门合并导出"),
        ("希望能增加库存低于下限自动提醒", "能不能增加库存不足时的自动提醒"),
        ("能不能支持审批在手机上签名", "希望以后能支持手机签名审批"),
        ("能否支持凭证附件批量上传", "希望能增加凭证附件的批量上传功能"),
        ("我们想再买5个用户授权",),
    ),
    "en": (
        ("It would be great if reports could be exported by department", "could you add an export of reports by department"),
        ("it would be nice to have a warning when stock runs low", "please add a warning for low stock"),
        ("could you add a signature on the phone for approvals", "I wish we could sign approvals on the phone"),
    ),
}  # fmt: skip
SMALL_TALK = {"zh": ("你好", "谢谢", "好的", "在吗", "🙏"), "en": ("hello", "thanks", "ok", "anyone there?")}
COMMANDS = ("/tickets", "/help", "/me", "/surveys", "/cancel", "/new", "/start", "/nonsense", "/human")
HUMAN = {"zh": "转人工", "en": "I want to talk to a person"}
COMPLAINT = {"zh": "我要投诉，三天了没人管", "en": "I want to make a complaint"}
ANGRY = {"zh": "什么破软件，气死我了", "en": "this is useless rubbish"}
BOOK = {"zh": "{words}，账套名 {mark}", "en": "{words}, our book is called {mark}"}


class SimulatedCustomer(Someone):
    """A contact of a customer, or a stranger."""

    def __init__(self, member: Member, telegram: Telegram, chance: Random, later: Later) -> None:
        super().__init__(member, telegram, chance, later)
        self.known: list[Problem] = []  # what can go wrong here, and is in the base
        self.problem: Problem | None = None
        self.seen: set[tuple[int, int]] = set()  # messages, as they were when looked at

    # --- something goes wrong

    def plan_problems(self, problems: list[Problem], until: datetime) -> None:
        """From now on things go wrong, until then."""
        products = self.member.products
        mine = [p for p in problems if p.language == self.chat.language]
        self.known = [p for p in mine if not products or p.product in products] or mine
        self._plan_problem(until)

    def _plan_problem(self, until: datetime) -> None:
        at = self._hour(self.now + minutes(self.chance, 30 * 24 * 60 / behaviour.PROBLEMS_A_MONTH))
        if at < until:
            self.later(at, lambda: self._next_problem(until))

    def _next_problem(self, until: datetime) -> None:
        self.has_problem()
        self._plan_problem(until)

    def plan_wishes(self, until: datetime, chance: Random) -> None:
        """Now and then they ask for something new, until then; with a luck of its own."""
        if behaviour.WISHES_A_MONTH and self.member.number is not None:
            at = self._hour(self.now + minutes(chance, 30 * 24 * 60 / behaviour.WISHES_A_MONTH))
            if at < until:
                self.later(at, lambda: self._wishes(until, chance))

    def _wishes(self, until: datetime, chance: Random) -> None:
        if self.member.joined and not self.chat.blocked:
            self.problem = None
            words = chance.choice(chance.choice(WISHES[self.chat.language]))
            self.telegram.says(self.chat, words)
        self.plan_wishes(until, chance)

    def _hour(self, at: datetime) -> datetime:
        """Mostly while people work."""
        if self.chance.random() < behaviour.OUT_OF_HOURS:
            return at
        day = at if is_working_day(local(at).date()) else at + timedelta(days=2)
        moment = at_local(day, time(8, 30)) + self.chance.random() * timedelta(hours=9)
        return max(moment.replace(microsecond=0), at)

    def is_hit(self, words: str) -> None:
        """By an outage; those who have never written do not now."""
        if self.member.joined and not self.chat.blocked:
            self.problem = None
            self.telegram.says(self.chat, self.typed(words))

    def has_problem(self) -> None:
        if not self.member.joined:
            return self._join()
        if self.chat.blocked:
            self.telegram.blocks(self.chat, False)
        if self.chance.random() < behaviour.IN_THE_BASE:
            self.problem = self.chance.choice(self.known)
            words = self.chance.choice(self.problem.wordings)
        else:
            self.problem, words = None, self.chance.choice(UNKNOWN[self.chat.language])
        if self.member.mark:
            words = BOOK[self.chat.language].format(words=self.typed(words), mark=self.member.mark)
        return self.telegram.says(self.chat, words)

    def _join(self) -> None:
        """On file, and here for the first time; the problem itself comes a little later."""
        self.member.joined = True
        self.telegram.says(self.chat, "/start")
        self.telegram.shares_phone(self.chat, self.member.phone)
        self.later(self.now + minutes(self.chance, 5), self.has_problem)

    # --- and so on

    def notices(self, shown: Shown) -> None:
        if self.chance.random() >= behaviour.IGNORES:
            self.plan_look(self._awake(self.now + minutes(self.chance, behaviour.REACTION)))

    def _awake(self, at: datetime) -> datetime:
        start, end = at_local(at, time(7)), at_local(at, time(23))
        if start <= at < end:
            return at
        wakes = start if at < start else at_local(at + timedelta(days=1), time(7))
        return wakes + minutes(self.chance, 40)

    def look(self) -> None:
        """One thing at a time: mostly an answer to what was asked."""
        if self.chat.blocked:
            return
        match pick(self.chance, behaviour.UNPROMPTED, list(behaviour.UNPROMPTED)):
            case "answers":
                self._answers()
            case "small talk":
                self.says(self.chance.choice(SMALL_TALK[self.chat.language]))
            case "old button":
                self.press_old()
            case "picture":
                self.telegram.sends_photo(self.chat)
            case "command":
                self.telegram.says(self.chat, self.chance.choice(COMMANDS))
            case "human":
                self.says(HUMAN[self.chat.language])
            case "complaint":
                self.says(COMPLAINT[self.chat.language])
            case "angry":
                self.says(ANGRY[self.chat.language])
            case "blocks":
                self._blocks()

    def _blocks(self) -> None:
        self.telegram.blocks(self.chat)
        back = self.now + minutes(self.chance, behaviour.BLOCKED_FOR)
        self.later(back, lambda: self.telegram.blocks(self.chat, False) if self.chat.blocked else None)

    def _answers(self) -> None:
        if asked := self.question():
            self.answered = asked.number
            return self._answer(asked)
        newest = self.chat.newest
        if newest and "💬" in newest.text and self.chance.random() < behaviour.QUOTES:
            return self.says(self._words(), quotes=newest)
        for shown in reversed(list(self.chat.with_buttons.values())):
            if (shown.number, shown.changed) not in self.seen:
                self.seen.add((shown.number, shown.changed))
                return self._card(shown)
        return None

    def _card(self, shown: Shown) -> None:
        verbs = list(dict.fromkeys(verb(data) for _label, data in shown.buttons if data.startswith("c:")))
        if "score" in verbs and pick(self.chance, behaviour.CUSTOMER_VERBS, [*verbs, ""]) == "score":
            stars = [button for button in shown.buttons if verb(button[1]) == "score"]
            weights = behaviour.SCORES if len(stars) == len(behaviour.SCORES) else behaviour.YES_OR_NO
            return self.press(shown, *self.chance.choices(stars, weights)[0])
        verbs = [one for one in verbs if one != "score"]
        if verbs == ["not_solved"] and self.chance.random() >= behaviour.REOPENS_CLOSED:
            return None
        self.press_any(shown, behaviour.CUSTOMER_VERBS, [*verbs, ""])
        return None

    def _answer(self, asked: Shown) -> None:
        keys = [verb(data) for _label, data in asked.buttons]
        if asked.keyboard:
            return self._phone(asked)
        if set(keys) <= {"<", "x"} and (written := written_for(asked.text, self.now, self.chance)):
            return self.telegram.says(self.chat, written)
        if set(keys) <= {"<", "x"} or (set(keys) <= {"<", "x", "skip"} and self.chance.random() < 0.5):
            return self.says(self._words())
        if "yes" in keys and "💡" in asked.text:
            helps = self._is_answer(asked.text) and self.chance.random() < behaviour.ANSWER_HELPS
            keys = ["yes" if helps else "no"]
        right = next((d for label, d in asked.buttons if self._is_choice(label, asked.text)), None)
        if right and self.chance.random() < 0.9:
            keys = [verb(right)]
        if self.chance.random() < 0.06:  # in words what should be pressed
            return self.says(self._words())
        self.press_any(asked, behaviour.CUSTOMER_CHOICES, keys)
        return None

    def _is_answer(self, text: str) -> bool:
        return self.problem is not None and self.problem.question in text

    def _is_choice(self, label: str, text: str) -> bool:
        """Whether this button offers what is wrong here; buttons are cut, the text has it whole."""
        return self._is_answer(text) and self.problem is not None and self.problem.question[:20] in label

    def _phone(self, asked: Shown) -> None:
        if self.chance.random() < 0.6:
            return self.telegram.shares_phone(self.chat, self.member.phone)
        label, data = self.chance.choice(asked.buttons)
        return self.press(asked, label, data)

    def _words(self) -> str:
        return self.chance.choice(WORDS[self.chat.language])
