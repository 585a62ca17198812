"""Whether words tell of an outage: nobody at the customer's can work (INT-3). Proposed as very urgent, shown for correction."""

import asyncio
import re

from handlers.intake import example_phrases

LONGEST = 200  # characters; who says more has written down what fails
AHEAD = 0.15  # of a problem like any other, from which on it is an outage: 27 of 30 frozen ones, none of 30 others
PHRASES = "outages.toml"
_CLEAR = re.compile(
    r"全(?:部|都|公司|员|厂).{0,6}(?:瘫|用不了|停|不能|没法|无法|进不|登不)|(?:系统|服务器|软件).{0,4}(?:瘫|崩溃|全挂|宕机)|瘫痪|停产了|停工|停摆"
    r"|(?:所有人|谁都|大家都|没有?一?个?人).{0,6}(?:不能|能登|能用|用不了|无法|没法|不进去|进不|登不|不了)"
    r"|(?:everything|(?:whole|entire) (?:system|company)|server|system) .{0,15}\b(?:down|dead|crash|stopped|offline)"
    r"|(?:nobody|no one|none of us|no user).{0,8} (?:can|able to) (?:work|log|sign|get in|use|open)|(?:production|everything) (?:has )?stopped"
    r"|(?:all|every).{0,14} (?:locked out|down|offline|unable)\b|\b(?:total|complete) (?:outage|failure|standstill)",
    re.IGNORECASE,
)
_OF_ALL = re.compile(
    r"全|所有|大家|大伙|谁[也都]|整个|没.{0,4}人|人都|[几数百]十[个台号]|业务|营业|停[了产工摆]|系统.{0,4}[死挂崩瘫]"
    r"|\b(?:every|all|whole|entire|nobody|no one|none of|no user|any(?:one|body)|company.?wide|business|factory|production|outage|total|complete|we are|we're|we cannot|we can't|crash)",
    re.IGNORECASE,
)  # without such a word it is the trouble of one
_HELP = re.compile(
    r"怎么(?:办|回事|搞|弄)|咋[办整弄]|(?:can|could) (?:you|some(?:one|body)) help", re.IGNORECASE
)
_QUESTION = re.compile(
    r"怎么|如何|怎样|吗|能不能|模板|权限|还能用|\bhow (?:do|to|can|should)\b|\bcan every|\bonly me\b",
    re.IGNORECASE,
)
_ONE_FUNCTION = re.compile(
    r"打印|导出|报表|附件|邮件|\b(?:print|export|report|e-?mail|attach|filter)", re.IGNORECASE
)


def clearly_outage(text: str) -> bool:
    """By the patterns alone. A question how something is done tells of none, nor does one function that fails for everybody."""
    said = _HELP.sub(" ", text)
    return bool(_CLEAR.search(said)) and not _is_other(said)


def _is_other(said: str) -> bool:
    return bool(_QUESTION.search(said) or _ONE_FUNCTION.search(said))


async def is_outage(text: str) -> bool:
    """By the patterns, or more like an outage than like any other problem of the examples."""
    if clearly_outage(text):
        return True
    if not 1 < len(text) <= LONGEST or _is_other(_HELP.sub(" ", text)) or not _OF_ALL.search(text):
        return False
    return await asyncio.to_thread(_ahead, text) >= AHEAD


def _ahead(text: str) -> float:
    scores = example_phrases.scores(PHRASES, text)
    return 0.0 if scores is None else scores["outage"] - scores["problem"]
