"""What is typed or stands in a table, as the desk keeps it. Every function raises BadInput and says how to write it."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from desk.people import ROLE_NAMES, Role, phone_number
from errors import BadInput
from i18n import LANGUAGES, _, speaking, spoken

_DAY = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
_MIDNIGHT = r"(?:[ T]+0?0:00(?::00)?)?"  # a spreadsheet's idea of a day
_CLOCK = r"[ T]+(\d{1,2}):(\d{2})(?::\d{2})?"
_CATEGORIES = {"key": "key", "重点": "key", "regular": "regular", "普通": "regular", "": "regular"}
_LANGUAGES = {"zh": "zh", "中文": "zh", "chinese": "zh", "汉语": "zh", "en": "en", "英文": "en", "english": "en", "英语": "en"}  # fmt: skip

_ALSO = {
    "工程师": Role.ENGINEER, "服务人员": Role.ENGINEER, "热线值班人员": Role.SPECIALIST, "专员": Role.SPECIALIST,
    "客服": Role.SPECIALIST, "培训师": Role.TRAINER, "顾问": Role.CONSULTANT, "研发": Role.DEVELOPER,
    "研发部": Role.DEVELOPER, "质量监督员": Role.QUALITY_SUPERVISOR, "管理员": Role.ADMIN,
}  # fmt: skip


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def day(text: str) -> date:
    """`2026-03-02`, or as spreadsheets write it: `2026/3/2`, `2026年3月2日`."""
    found = re.fullmatch(_DAY + _MIDNIGHT, _plain(text))
    try:
        return date(*map(int, found.groups())) if found else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> date:
    raise BadInput(_("{text} is not a date. Write it like 2026-03-02.").format(text=text or "“”"))


def moment(text: str) -> datetime:
    """`2026-03-02 08:30`, in the company's time zone; 24:00 is the end of that day."""
    found = re.fullmatch(_DAY + _CLOCK, _plain(text))
    try:
        if found is None:
            raise ValueError(text)
        year, month, number, hour, minute = map(int, found.groups())
        whole_days = timedelta(days=1) if (hour, minute) == (24, 0) else timedelta()
        at = time(0 if whole_days else hour, minute)
        return datetime.combine(date(year, month, number) + whole_days, at, ZoneInfo(spoken().zone))
    except ValueError:
        raise BadInput(
            _("{text} is not a time. Write it like 2026-03-02 08:30.").format(text=text or "“”")
        ) from None


def period(text: str) -> tuple[date, date]:
    """`2026-01-01..2026-12-31`, both days included."""
    first, dots, last = text.partition("..")
    if not dots:
        raise BadInput(_("{text} is not a period. Write it like 2026-01-01..2026-12-31.").format(text=text))
    return in_order(day(first), day(last))


def in_order(first: date, last: date) -> tuple[date, date]:
    if last < first:
        raise BadInput(
            _("The period ends ({last}) before it begins ({first}).").format(first=first, last=last)
        )
    return first, last


def items(text: str) -> list[str]:
    """A list in one cell: `NE|NL`."""
    return list(dict.fromkeys(part.strip() for part in re.split(r"[|｜;；、]", text) if part.strip()))


def owned(text: str) -> tuple[str, str]:
    """`NE=LOCK-1`: a product code and its licence or dongle number, if there is one."""
    code, _equals, number = text.partition("=")
    if not code.strip() or len(code.strip()) > 20:
        raise BadInput(_("{text} is not a product. Write it like NE=LOCK-1.").format(text=text))
    return code.strip(), number.strip()


def roles() -> list[Role]:
    """Those of the staff."""
    return [role for role in Role if role is not Role.CONTACT]


def role(text: str) -> Role:
    """By its code or its name in either language: `service_manager`, `service manager`, 服务部经理."""
    wanted = _plain(text).casefold()
    for each in roles():
        if (
            _ALSO.get(wanted) is each
            or wanted.replace(" ", "_").replace("-", "_") == each
            or wanted in _role_names(each)
        ):
            return each
    known = ", ".join(f"{each} ({_(ROLE_NAMES[each])})" for each in roles())
    raise BadInput(_("There is no role {text}. There are: {roles}.").format(text=text, roles=known))


def _role_names(each: Role) -> set[str]:
    names = set()
    for language in LANGUAGES:
        with speaking(language):
            names.add(_(ROLE_NAMES[each]).casefold())
    return names


def language(text: str) -> str:
    return _one_of(_LANGUAGES, text, _("There is no language {text}. There are: zh, en."))


def category(text: str) -> str:
    return _one_of(_CATEGORIES, text, _("There is no category {text}. There are: key, regular."))


def _one_of(known: dict[str, str], text: str, problem: str) -> str:
    found = known.get(_plain(text).casefold())
    if found is None:
        raise BadInput(problem.format(text=text))
    return found


def zone(text: str) -> str:
    if text not in available_timezones():
        raise BadInput(_("There is no time zone {text}. Write it like Asia/Shanghai.").format(text=text))
    return text


def phone(text: str) -> str:
    return phone_number(text) if text.strip() else ""


def email(text: str) -> str:
    if text and not re.fullmatch(r"[^@\s]+@[^@\s]+", text.strip()):
        raise BadInput(_("{text} is not an e-mail address.").format(text=text))
    return text.strip()
