"""What is typed or stands in a table, as the desk keeps it. Every function raises BadInput and says how to write it."""

import re
import unicodedata
from datetime import date

from desk.people import ROLE_NAMES, Role
from desk.phones import phone_numbers
from desk.roles import STAFF
from documents.dates import day, moment
from errors import BadInput
from i18n import LANGUAGES, _, is_zone, speaking
from kb.files.reading import plain_name

__all__ = [
    "category",
    "day",
    "email",
    "in_order",
    "items",
    "language",
    "moment",
    "owned",
    "period",
    "phone",
    "role",
    "roles",
    "zone",
]

_CATEGORIES = {"key": "key", "重点": "key", "regular": "regular", "普通": "regular", "": "regular"}
_LANGUAGES = {"zh": "zh", "中文": "zh", "chinese": "zh", "汉语": "zh", "en": "en", "英文": "en", "english": "en", "英语": "en"}  # fmt: skip

_ALSO = {
    "工程师": Role.ENGINEER, "服务人员": Role.ENGINEER, "热线值班人员": Role.SPECIALIST, "专员": Role.SPECIALIST,
    "客服": Role.SPECIALIST, "培训师": Role.TRAINER, "顾问": Role.CONSULTANT, "研发": Role.DEVELOPER,
    "研发部": Role.DEVELOPER, "销售": Role.SALES, "业务员": Role.SALES, "销售总监": Role.SALES_HEAD, "质量监督员": Role.QUALITY_SUPERVISOR, "管理员": Role.ADMIN,
}  # fmt: skip


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


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
    return list(dict.fromkeys(part.strip() for part in re.split(r"[|｜;；、,，\r\n]", text) if part.strip()))


def owned(text: str) -> tuple[str, str]:
    """`NE=LOCK-1`: a product code and its licence or dongle number, if there is one."""
    code, _equals, number = text.partition("=")
    if not code.strip() or len(code.strip()) > 20:
        raise BadInput(_("{text} is not a product. Write it like NE=LOCK-1.").format(text=text))
    return code.strip(), number.strip()


def roles() -> list[Role]:
    """Those of the staff."""
    return list(STAFF)


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
    found = known.get(_plain(text).casefold()) or known.get(plain_name(text))
    if found is None:
        raise BadInput(problem.format(text=text))
    return found


def zone(text: str) -> str:
    if not is_zone(text):
        raise BadInput(_("There is no time zone {text}. Write it like Asia/Shanghai.").format(text=text))
    return text


def phone(text: str) -> tuple[str, str]:
    """The number, and the others of the cell as a person keeps them."""
    try:
        first, *others = phone_numbers(text) or [""]
    except BadInput:
        raise BadInput(
            _("{text} is not a phone number. Write it like 138 1234 5678.").format(text=text[:40])
        ) from None
    return first, f" {' '.join(others)} " if others else ""


def email(text: str) -> str:
    if text and not re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,255}", text.strip()):
        raise BadInput(_("{text} is not an e-mail address.").format(text=text))
    return text.strip()
