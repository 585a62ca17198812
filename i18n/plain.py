"""Text from outside, where it could do harm: a name on a card's line, a cell of a spreadsheet."""

import re
import unicodedata

LONGEST = 120  # characters of a name
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters by their category, and nothing to see
_KEPT = "\u200c\u200d"  # they join letters and pictures into one
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_QUOTED = re.compile(r"'+\d[\d\s./:-]*$")  # a number that a spreadsheet shall not take for one
MARKS = 4  # combining marks on one letter

# each pattern is independent, and no two can match at the same place for long (linear time)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII)
_LONG_NUMBER = re.compile(r"(?<![A-Za-z0-9])\+?\d(?:[ -]?\d){6,18}[Xx]?(?![A-Za-z0-9])")
_ADDRESS = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:路|街|大道|巷|弄)\d{1,5}号(?:[\u4e00-\u9fff\dA-Za-z-]{0,12}(?:室|楼|层|栋|单元))?"
)
_STREET = re.compile(r"(?<!\w)\d{1,5} (?:[A-Z][a-z]{1,20} ){1,3}(?:Street|Road|Avenue|Lane|St|Rd|Ave)(?!\w)")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
_CALLED = re.compile(
    rf"(我是|我叫|姓名|联系人|找)([:：是 ]?)[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff])"
)
_ADDRESSED = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(先生|女士|小姐|经理|老师|工程师|会计)")
_NAMED = re.compile(r"\b([Mm]y name is|Mr\.?|Ms\.?|Mrs\.?) [A-Z][a-z]{1,20}(?: [A-Z][a-z]{1,20})?")
HIDDEN = "◼"

# Secrets on a screen: what stands behind their names, and numbers that are known by their form
_NAMES = r"(?i:密码|口令|密钥|验证码|动态码|password|passcode|passphrase|passwd|pwd|\bpin(?: code)?\b|api key|\bsecret\b|\bcvv2?\b|\bcvc2?\b|身份证号?码?|证件号码?|护照号码?|passport (?:no|number)\.?|id (?:card|number)|卡号|card (?:no|number)\.?)"
_AFTER_COLON = re.compile(
    rf"({_NAMES}[ \t]{{0,3}}[:：=][ \t]{{0,3}})[^\s\u4e00-\u9fff]{{3,64}}", re.IGNORECASE
)
_AFTER_BLANK = re.compile(
    rf"({_NAMES}[ \t]{{0,3}}(?:[:：=]|是|为|(?i:\bis\b))?\s{{0,3}})(?![A-Z]{{1,5}}[-_]?\d{{3,6}}\b)(?=[^\s\u4e00-\u9fff]{{0,63}}[\d@#$%^&*!])[^\s\u4e00-\u9fff]{{4,64}}"
)
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])(?:[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]|\d{3}-\d\d-\d{4})(?![0-9A-Za-z])"
)
_IN_FOURS = re.compile(r"(?<!\d)\d{4}(?:[ -]\d{4}){2,3}[ -]\d{1,7}(?!\d)")
_CARD = re.compile(r"(?<![0-9A-Za-z])\d(?:[ -]?\d){12,18}(?![0-9A-Za-z])")


def masked(text: str) -> str:
    """Anonymised words of a customer: recognisable names, numbers, addresses and secrets are removed."""
    for private in (_MAIL, _LONG_NUMBER, _ADDRESS, _STREET):
        text = private.sub(HIDDEN, text)
    text = _CALLED.sub(rf"\1\2{HIDDEN}", text)
    text = _ADDRESSED.sub(rf"{HIDDEN}\1", text)
    return without_secrets(_NAMED.sub(rf"\1 {HIDDEN}", text))


def without_secrets(text: str) -> str:
    """Without passwords, numbers of cards and of identity papers. An error code behind an empty field stays."""
    for number in (_IDENTITY, _IN_FOURS):
        text = number.sub(HIDDEN, text)
    text = _CARD.sub(lambda found: HIDDEN if _is_card(found[0]) else found[0], text)
    for named in (_AFTER_COLON, _AFTER_BLANK):
        text = named.sub(rf"\1{HIDDEN}", text)
    return text


def _is_card(number: str) -> bool:
    """By its check digit (Luhn)."""
    digits = [int(sign) for sign in reversed(number) if sign.isdecimal()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def name(text: str, longest: int = LONGEST) -> str:
    """A name as one line that reads in its own direction; "" when nothing of it can be seen."""
    line = " ".join("".join(_seen(sign) for sign in text[: 8 * longest]).split())
    line = _few_marks(line)[:longest].strip(_KEPT + " ")
    return line if any(unicodedata.category(sign)[0] in "LNPS" for sign in line) else ""


def _seen(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign in _BLANKS or kind in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if kind[0] == "C" and sign not in _KEPT else sign


def _few_marks(line: str) -> str:
    """Marks piled up on a letter would cover the lines above and below."""
    kept, piled = [], 0
    for sign in line:
        piled = piled + 1 if unicodedata.category(sign)[0] == "M" else 0
        if piled <= MARKS:
            kept.append(sign)
    return "".join(kept)


def printable(text: str) -> str:
    """Without what no spreadsheet takes: control characters, halves of characters."""
    return _UNPRINTABLE.sub("", text)


UNCOUNTED = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)  # what a spreadsheet shows for a formula that it cannot work out


def cell(text: str) -> str:
    """As it is written into a table that people open with a spreadsheet."""
    return guarded(printable(text))


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe in front, which `unguarded` takes off."""
    return f"'{text}" if _is_formula(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    """Whether it begins like one, behind apostrophes, blanks and what cannot be seen, also in full-width signs."""
    bare = text.lstrip("'")
    if bare.startswith(_FORMULA) or bare.strip() in UNCOUNTED or _QUOTED.match(text):
        return True
    first = next((sign for sign in text if sign != "'" and not _is_unseen(sign)), "")
    return unicodedata.normalize("NFKC", first).startswith(_FORMULA)


def _is_unseen(sign: str) -> bool:
    return sign.isspace() or sign in _BLANKS or unicodedata.category(sign)[0] == "C"
