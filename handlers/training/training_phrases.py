"""Words that ask for training, or tell of a place in a class: «我们想申请培训», “sign me up for the voucher class” (TRN-2, TRN-4)."""

import re

SHORT = 80  # characters that are looked at
_ASKS = re.compile(
    r"^(?:你好[,，!！ ]?|您好[,，!！ ]?|hello[, ]|hi[, ])?\s?(?:"
    r"(?:我们?|公司)?(?:想|要|需要|希望|申请|预约|安排|想要|想申请|想预约|想安排|需要安排|要申请)(?:你们|贵司)?(?:来|一次|做|参加|一下|个|个人|新员工|员工){0,3}培训"
    r"|培训(?:申请|需求|预约)?(?:$|[:：,，。.!！])"
    r"|(?:we|i)(?:'d like| would like| want| need)(?: to (?:book|request|arrange|have))?(?: an?| some)? training"
    r"|(?:please )?(?:book|request|arrange)(?: an?| some)? training|training(?:$|[:.!, ]+(?:please|request)))",
    re.IGNORECASE,
)

_JOINS = re.compile(
    r"报名|报个名|参加|\b(?:join|sign(?: me| us)? up|register|enrol|enroll|attend|take part|book (?:me|us))\b",
    re.IGNORECASE,
)
_WANTS_A_SEAT = re.compile(
    r"^(?:(?:你好|您好|hello|hi)[,，!！ ]{0,2})?(?:"
    r"(?:请|麻烦)?(?:给|帮|替)?我?们?(?:想要?|要|希望|能不能|可以|能)?(?:报名|报个名|参加).{0,30}(?:课|班|培训|t-\d)"
    r"|(?:please |(?:can|could|may) (?:i|we|you) (?:please )?|(?:i|we)(?:'d like| would like| want| need) to )?"
    r"(?:join|sign(?: me| us)? up for|register(?: me| us)? for|enroll?(?: me| us)? (?:in|on|for)|attend|take part in|book (?:me|us) (?:on|onto|in|into))"
    r" .{0,40}\b(?:class|course|training|lesson|t-\d)"
    r"|(?:我们?)?(?:想要?|要|也要|也想)?报个?名(?:参加)?[吧了啦。！!]{0,2}$|(?:please )?(?:sign|register|book|enroll?) (?:me|us)(?: up| in)?(?:,? please)?[.!]?$)",
    re.IGNORECASE,
)
_OF_THEIR_SEAT = re.compile(
    r"[来去到]不了|参加不了|不能[来去参]|没法|没空|取消|退课|改到|几点|什么时候|哪天|在哪"
    r"|\b(?:cannot|can.?t|won.?t|unable|cancel|withdraw|when|where|what time|late|reschedule)\b",
    re.IGNORECASE,
)
_CLASS = re.compile(r"培训|上课|的课|课程|开课|这个班|\b(?:class|course|training|lesson|t-\d)", re.IGNORECASE)
_TROUBLE = re.compile(
    r"报错|错误|失败|打不开|不了|不上|怎么|如何|\b(?:errors?|fails?|failed|crash\w*|cannot|can.?t|doesn.?t|how)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"(?<!\d)(\d{1,3}) ?(?:个人|人|位|名|people|persons?|of us|colleagues|employees)", re.IGNORECASE
)
LONGEST = 60  # characters; what is longer tells more
_CANNOT = re.compile(
    r"(?:我们?|本人|那天|临时|有事|抱歉|不好意思|对不起|培训|课|上课|这次)[^。！？]{0,12}?(?:[去来](?:参加)?不了|不[去来](?:了|参加)?|不能(?:[去来]|参加|上课)|没法(?:[去来]|参加|上课)|参加不了)"
    r"|^(?:[去来](?:参加)?不了|不[去来]了|不能(?:去|来|参加))"
    r"|(?:取消|退掉?)(?:我的)?(?:报名|座位|名额|培训)"
    r"|\b(?:can.?t|cannot|won.?t|can ?not|not able to|unable to)(?: be able to)? (?:make it|come|attend|be there|join)\b"
    r"|\b(?:cancel|give up|give back) my (?:seat|place|registration|booking)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"工程师|技术员|师傅|进不去|不去掉|\b(?:engineer|technician)\b", re.IGNORECASE)


def asks(text: str) -> bool:
    """«我们想申请培训», “sign me up for the voucher class”; “the training module crashes” is a problem."""
    said = text.strip()[:SHORT]
    return bool(_ASKS.search(said) or (_WANTS_A_SEAT.search(said) and not _TROUBLE.search(said)))


def joins(text: str) -> bool:
    """“sign me up”: a class that is there, rather than one of their own."""
    return bool(_JOINS.search(text[:SHORT]))


def about_their_seat(text: str) -> bool:
    """“I cannot come to the class on Friday”."""
    said = text.strip()[:SHORT]
    return bool(_OF_THEIR_SEAT.search(said) and _CLASS.search(said))


def people(text: str) -> int:
    """How many are to be trained; 0 when it is not said."""
    number = _PEOPLE.search(text)
    return int(number[1]) if number else 0


def cannot_come(text: str) -> bool:
    """Of the person who writes; what a system or an engineer cannot is another matter."""
    words = text.strip()
    return len(words) <= LONGEST and bool(_CANNOT.search(words)) and not _OTHERS.search(words)
