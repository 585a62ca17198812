"""Words that refuse a request, in both languages; no message of ours to a customer about theirs may have one (SCO-3)."""

import re

REFUSALS = re.compile(
    r"refus|reject|den(?:y|ied)|declin|cannot|can't|can not|unable|impossible|not possible|won't|will not|not allowed"
    r"|turn(?:ed)? (?:\w+ ){0,3}down|not (?:something|a service) we|do(?:es)? not (?:do|offer|accept|cover|provide|support|handle) |don't (?:do|offer|accept|cover|provide|support|handle) "
    r"|no longer (?:support|offer|provide|serve)|nothing we can|not (?:our|my) (?:job|business|task)|go elsewhere|another company"
    r"|not entitled|not in a position|no (?:help|service|support) (?:is|without)|not available to you|without action"
    r"|拒|不行|不能|不予|不受理|无法|不可以|不允许|不提供|办不了|做不了|不办|驳回|没办法|不管|不处理|不再(?:受理|处理|提供|服务|支持)|无能为力|爱莫能助|另请高明|谢绝"
    r"|请勿再|不接受|不支持|没有权限|无权|不会处理|恕|不属于我们|(?:联系|咨询|找)其他公司|暂不(?:受理|处理|提供|接受|支持)|婉拒"
)
QUOTED = re.compile(r"“[^“”]*”")  # the customer's own words


def refuses(text: str) -> bool:
    """Apart from what is quoted in it."""
    return REFUSALS.search(QUOTED.sub("", text).lower()) is not None
