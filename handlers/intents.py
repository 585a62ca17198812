"""Wishes that are no problem reports: a human, a complaint, anger, thanks, a greeting. In both languages.

Only what is clear in itself counts; everything else is a problem in the customer's own words.
"""

import re
from enum import StrEnum

from desk.tickets import Urgency


class Wish(StrEnum):
    HUMAN = "human"
    COMPLAIN = "complain"
    STOP = "stop"
    THANKS = "thanks"
    GREETING = "greeting"


_ANYWHERE = {
    Wish.COMPLAIN: r"我?要投诉|投诉(你们|他|她|一下)|想投诉|去投诉|\b(file|make|lodge|raise) (a|an|my)? ?(formal )?complaint"
    r"|\b(want|like|going) to complain\b|speak to (your|a|the) (manager|supervisor)|找(你们)?(领导|经理|主管)",
    Wish.HUMAN: r"(转|找|要|接|叫)个?人工|人工(客服|服务|坐席|热线)|真人|活人|找个人|(找|要|接|转)(一?个)?客服|给我(回)?(个)?电话|打电话给我|不(想|要)(跟|和)机器人"
    r"|\b(real|actual|live|human) (human|person|agent|being|operator)\b|\b(talk|speak|chat) (to|with) (a |an |some ?)?(human|person|someone|somebody|agent|operator|staff)\b"
    r"|\bhuman,? please\b|\ba human\b|\bcall me( back)?\b|\bnot a (ro)?bot\b",
}
_ALONE = {
    Wish.STOP: r"算了|取消|停止|不用了|不弄了|停|退出|stop|cancel|never ?mind|forget it|quit|exit",
    Wish.HUMAN: r"人工",
    Wish.THANKS: r"(好的?|ok|okay|great|perfect|嗯+)?[，, ]*(非常|太|多)?(谢谢|感谢|多谢|谢了|thx|thanks?( you)?|thank you|cheers|ty)(你|您|你们|啦|了|哈|啊|大家)*( (so|very) much| a lot)?|辛苦了?|(ok|okay|好的?|收到|嗯+|got it|great|perfect|👍|🙏|❤️)",
    Wish.GREETING: r"(你|您)好(啊|呀|吗)?|在吗|在不在|有人吗|哈喽|嗨|早(上好|安)?|下午好|晚上好|hi+( there)?|hello+( there)?|hey+|good (morning|afternoon|evening)|anyone (there|here)",
}
_ANGER = re.compile(
    r"垃圾|什么破|气死|太差|差劲|骗子|坑人|忍无可忍|受够|废物|搞什么|无语|怒|滚|fuck|shit|damn|useless|terrible|awful"
    r"|ridiculous|worst|unacceptable|disgusting|pathetic|fed up|sick of",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"全(部|都|公司).{0,6}(瘫痪|用不了|停)|系统.{0,4}(瘫痪|崩溃|全挂|宕机)|瘫痪|停产|停工|所有人.{0,6}(不能|用不了|无法|进不去)"
    r"|(everything|whole system|entire system|server|system) (is )?(completely )?(down|dead)|nobody can (work|log|sign)|production (has )?stopped|all (users|of us) (are )?(locked out|down)",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?=[A-Za-z0-9-]*\d)[A-Za-z]{1,5}-?\d{3,6}\b|\b0x[0-9A-Fa-f]{4,8}\b")


def wish(text: str) -> Wish | None:
    """What somebody clearly wants besides reporting a problem."""
    words = text.strip().lower()
    for kind, pattern in _ANYWHERE.items():
        if re.search(pattern, words):
            return kind
    bare = re.sub(r"[\s。.!！~～,，?？、]+$", "", words)
    return next((kind for kind, pattern in _ALONE.items() if re.fullmatch(pattern, bare)), None)


def angry(text: str) -> bool:
    """Words of anger: the complaint path is offered, never forced (INT-8)."""
    return bool(_ANGER.search(text))


_WORKS = re.compile(
    r"好了|可以了|解决了|行了|搞定|成功了|没(有)?问题了|正常了|\b(works|working|solved|fixed|sorted) ?(now)?\b",
    re.IGNORECASE,
)
_FAILS = re.compile(
    r"还(是|没|不)|没(有)?(解决|好|修好|用)|未解决|不行|没反应|\b(not|isn't|still|doesn't|didn't|won't|nope)\b",
    re.IGNORECASE,
)


def solved(text: str) -> bool | None:
    """Whether somebody says that it works now, or that it does not; None when their words are about something else."""
    if _FAILS.search(text):
        return False
    return True if _WORKS.search(text) else None


def calm(text: str) -> str:
    """The same without the words of anger, which say nothing about the problem."""
    return _ANGER.sub("", text)


def urgency(text: str) -> Urgency | None:
    """Where the words are clear; shown for correction (INT-3)."""
    return Urgency.VERY_URGENT if _DOWN.search(text) else None


_NOT_URGENT = re.compile(
    r"不(着)?急|不影响|没(什么|有)?影响|不碍事|not urgent|no hurry|no rush|minor", re.IGNORECASE
)
_URGENT = re.compile(r"急|重要|很?影响|urgent|asap|important|badly|serious", re.IGNORECASE)


def effect(text: str) -> Urgency | None:
    """An answer to how work is affected, in words (INT-3)."""
    if _NOT_URGENT.search(text):
        return Urgency.GENERAL
    return urgency(text) or (Urgency.URGENT if _URGENT.search(text) else None)


def error_code(text: str) -> str:
    """The first thing in it that looks like an error code; "" when there is none (INT-1)."""
    found = _CODE.search(text)
    return found[0].upper() if found else ""
