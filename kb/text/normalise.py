"""Normalisation of texts: one form for the many ways in which people type the same.

    NFKC (full width) → no invisible characters → lower case → traditional to simplified → politeness cut

Never fails: any input gives a text, perhaps an empty one.
"""

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

LIMIT = 600  # characters compared at most; a problem is described within them

_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_NO_WORD = re.compile(r"[\W_]+")
_SPACE = re.compile(r"\s+")
_CODE = re.compile(
    r"(?<![a-z0-9])(?:0x[0-9a-f]{3,8}|[a-z]{1,5}[-_]?\d{3,6}|[a-z]{1,5}[-_]\d{2,6})(?![a-z0-9])"
)

_POLITE_ZH = re.compile(
    r"^(?:(?:您好|你好|亲|亲爱的|老师|在吗|在不在|请问一下|请问|麻烦问下|麻烦问一下|麻烦您|麻烦你|麻烦|想问一下|想问下|我想问下|"
    r"我想问|想咨询一下|想咨询下|咨询一下|咨询下|问一下|问下|那个|哎|唉|喂|急急急|急)[,，。.!！?？~、\s]*)+"
)
_POLITE_EN = re.compile(
    r"^(?:(?:hi there|hi|hello|hey there|hey|dear (?:team|support|all)|good (?:morning|afternoon|evening)|sorry to bother you?|sorry|"
    r"excuse me|pls help|please help|please|pls|plz|um+|uh+|well|ok so|so|can you (?:please )?tell me|could you (?:please )?tell me|"
    r"i (?:want|would like|d like|'d like) to know|i was wondering|just wondering)\b[,.!:;\s-]*)+"
)
_THANKS = {
    "zh": [
        "谢谢啦",
        "谢谢你",
        "谢谢您",
        "谢谢了",
        "谢谢",
        "多谢",
        "感谢",
        "急",
        "在线等",
        "拜托了",
        "拜托",
        "麻烦了",
        "辛苦了",
    ],
    "en": (
        *("thank you so much", "thank you very much", "thank you", "thanks a lot", "thanks in advance"),
        *(
            "thanks",
            "thx",
            "asap",
            "please help",
            "pls help",
            "help please",
            "please",
            "pls",
            "plz",
            "cheers",
        ),
    ),
}
_BEFORE_THANKS = {"zh": ",，。.!！?？~、 ", "en": ",.! "}  # signs that go with them
_AFTER_THANKS = {"zh": ",，。.!！~ ", "en": ",.!? "}


@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """The form in which two texts are compared; at most `LIMIT` characters."""
    return _without_politeness(plain(text))[:LIMIT]


def plain(text: str) -> str:
    """The same with its politeness: one script, one width, lower case, nothing invisible."""
    narrow = unicodedata.normalize("NFKC", text[: 2 * LIMIT])[
        : 2 * LIMIT
    ]  # one character can become eighteen
    if not narrow.isprintable():
        narrow = "".join(" " if char in "\t\r\n" else char for char in narrow if _visible(char))
    return _SPACE.sub(" ", _simplified(narrow.lower())).strip()


def bare(text: str) -> str:
    """The words without punctuation: the key that identifies equal texts."""
    return _NO_WORD.sub(" ", normalise(text)).strip()


def _visible(char: str) -> bool:
    """Not a control, format (zero width, direction), private or unassigned character; a line end is kept as space."""
    return char in "\t\r\n" or unicodedata.category(char)[0] != "C"


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _simplified(text: str) -> str:
    return str(_converter().convert(text)) if _CJK.search(text) else text


def _without_politeness(text: str) -> str:
    """Cuts greetings and thanks at both ends, unless nothing else was said."""
    language = language_of(text)
    greetings = _POLITE_ZH if language == "zh" else _POLITE_EN
    return _without_thanks(greetings.sub("", text), language).strip() or text


def _without_thanks(text: str, language: str) -> str:
    """Word by word from the end: one expression for all would try each way to divide a long row of them."""
    end = text.rstrip(_AFTER_THANKS[language])
    while (shorter := _one_less(end, language)) is not None:
        text = end = shorter.rstrip(_BEFORE_THANKS[language])
    return text


def _one_less(text: str, language: str) -> str | None:
    """The text without the thanks at its end; None when it has none. English thanks must begin at a word boundary."""
    for word in _THANKS[language]:
        if text.endswith(word):
            rest = text.removesuffix(word)
            if language == "zh" or not (rest[-1:].isalnum() or rest.endswith("_")):
                return rest
    return None


def chinese(text: str) -> list[str]:
    """Its runs of Chinese characters."""
    return _CJK.findall(text)


def language_of(text: str) -> str:
    """`zh` or `en`, by the script: Chinese questions are full of Latin product names, not the other way round."""
    return "zh" if _CJK.search(text) else "en"


def error_codes(text: str) -> tuple[str, ...]:
    """Codes read off a screen (`E1007`, `ORA-01017`, `0x80070005`), lower case, without hyphens, each once."""
    return tuple(dict.fromkeys(re.sub("[-_]", "", found) for found in _codes(text)))


def written_codes(text: str) -> tuple[str, ...]:
    """The same as people read them: `ORA-01017`, `0x80070005`."""
    return tuple(
        dict.fromkeys(f"0x{code[2:]}" if code.startswith("0x") else code.upper() for code in _codes(text))
    )


def _codes(text: str) -> list[str]:
    """CJK characters count as letters for \\b but not here: "代码E1007" holds a code."""
    return _CODE.findall(unicodedata.normalize("NFKC", text).lower())
