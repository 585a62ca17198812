"""What a policy is set to, in words that can be typed again: `30m support` is 30分钟服务时间, `service_manager` 服务部经理."""

from datetime import timedelta
from typing import Any

from desk.calendars.time_limits import Limit, Runs
from desk.people import ROLE_NAMES, Role
from desk.policies import Policy, readers
from errors import BadInput
from handlers.chat.durations import RUNS
from i18n import _, exactly, ngettext
from i18n.joining import listed


def words(policy: Policy[Any], text: str) -> str:
    """As it stands when it is already plain, or from before its kind was changed."""
    try:
        value = policy.read(text)
    except BadInput:
        return text
    if isinstance(value, Limit):
        return _limit(value)
    if isinstance(value, timedelta):
        return exactly(value)
    if policy.read is readers.lengths:
        return listed(map(exactly, value)) or _name(readers.NEVER)
    if policy.read in (
        readers.stops,
        readers.higher,
        readers.escalation_levels,
        readers.roles,
        readers.heads,
    ):
        return listed(map(_name, value)) or _name(readers.NEVER)
    if policy.read in (readers.receiver, readers.reads, readers.whom):
        return _name(value)
    return _("(not set)") if policy.read is readers.words and not value else text


def _limit(value: Limit) -> str:
    """One for all fault levels, or four in their order."""
    terms = value.terms
    if terms[0].working_days:
        n = terms[0].working_days
        return ngettext("{n} working day", "{n} working days", n).format(n=n)
    lengths = [exactly(term.length, days=False) for term in terms]
    text = lengths[0] if len(set(lengths)) == 1 else listed(lengths)
    return _(RUNS[Runs(terms[0].runs)]).format(length=text)


def _name(word: str) -> str:
    if word in list(Role):
        return _(ROLE_NAMES[Role(word)])
    return _(readers.NAMES.get(word, word))
