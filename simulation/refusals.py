"""Words that refuse a request, in both languages; no message of ours to a customer about theirs may have one (SCO-3)."""

import re

REFUSALS = re.compile(
    r"refus|reject|den(?:y|ied)|declin|cannot|can't|can not|unable|impossible|not possible|won't|will not|not allowed"
    r"|拒|不行|不能|不予|不受理|无法|不可以|不允许|不提供|办不了|做不了|不办"
)
QUOTED = re.compile(r"“[^“”]*”")  # the customer's own words


def refuses(text: str) -> bool:
    """Apart from what is quoted in it."""
    return REFUSALS.search(QUOTED.sub("", text).lower()) is not None
