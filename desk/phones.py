"""Telephone numbers as people write them: with extensions, remarks, two in one cell (CUS-4)."""

import re
import unicodedata

import phonenumbers

from errors import BadInput
from i18n import _

SEPARATE = re.compile(r"[/、,;|\r\n]+|\s(?:or|and)\s|[或和及&]")
FEWEST = 5  # digits of a number
CHINA = 86
_SLIP = re.compile(
    r"1[3-9](?:\d{8}|\d{10})"
)  # a mobile number with a digit too few or too many: never somebody else's
_REMARK = re.compile(r"\((?=[\d\s+-]*[^\d()\s+-])[^()]*\)")
_EXTENSION = re.compile(
    r"(?:转分机|转|分机号?|内线|ext(?:ension)?\.?|(?<=[\d\s])x|#)(?:\s*[:.])?\s*(\d{1,6})\b", re.I
)
_DASHED = re.compile(
    r"\s*((?:\(?0\d{2,3}\)?[- ]*\d{3,4}[- ]?\d{4}|[48]00[- ]?\d{3}[- ]?\d{4}|\d{7,8}))\s*[-—–]\s*(\d{1,6})\s*"
)
_WORDS = re.compile(r"[^\W\d_]+[.:]?")


def phone_number(text: str, region: str = "CN") -> str:
    """The first number as `+8613812345678`, an extension as `+8651265551234#801`; numbers without a country code are Chinese.

    Raises BadInput if there is none.
    """
    found = phone_numbers(text, region)
    if not found:
        raise _unreadable()
    return found[0]


def phone_numbers(text: str, region: str = "CN") -> list[str]:
    """All numbers of a cell; remarks are no part of them, and `无` is no number. Raises BadInput for one that cannot be."""
    plain = _REMARK.sub(" ", unicodedata.normalize("NFKC", text[:200]))
    if re.search(r"\de\+?\d", plain, re.I):
        raise _unreadable()
    plain = re.sub(r"(?<=\d)\.0+$", "", plain.strip())
    parts = [part for part in SEPARATE.split(plain) if any(map(str.isdigit, part))]
    return list(dict.fromkeys(number for part in parts for number in _of_part(part, region)))


def _of_part(part: str, region: str) -> list[str]:
    """One number, or several with only blanks between them."""
    try:
        return [_number(part, region)]
    except BadInput:
        several = [each for each in part.split() if sum(map(str.isdigit, each)) >= 7]
        if len(several) < 2:
            raise
        return [_number(each, region) for each in several]


def _number(part: str, region: str) -> str:
    extension = ""
    if found := _EXTENSION.search(part):
        part, extension = part[: found.start()], found[1]
    elif found := _DASHED.fullmatch(_WORDS.sub(" ", part)):
        part, extension = found[1], found[2]
    if sum(map(str.isdigit, part)) < FEWEST or re.search(r"\d[^\W\d_]", part, re.A):
        raise _unreadable()
    try:
        number = phonenumbers.parse(_WORDS.sub(" ", part), region)
    except phonenumbers.NumberParseException:
        raise _unreadable() from None
    slip = number.country_code == CHINA and _SLIP.fullmatch(str(number.national_number))
    if slip or not phonenumbers.is_possible_number(number):
        raise _unreadable()
    whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{whole}#{extension}" if extension else whole


def national(number: str) -> str:
    """The digits of a number on file as people write them at home; "" if it is no number."""
    try:
        return phonenumbers.national_significant_number(phonenumbers.parse(number.partition("#")[0]))
    except phonenumbers.NumberParseException:
        return ""


def _unreadable() -> BadInput:
    return BadInput(_("I could not read that as a phone number. Please send it like 138 1234 5678."))
