"""Words that ask for something new, rather than for help: «能不能增加», “it would be great if” (REQ-1). In both languages.

What they want may be there already, so the base is asked first; what tells of trouble as well is a problem.
"""

import re

from handlers.intake import several
from i18n import _

LONGEST = 2000  # characters that are looked at
MOST = 5  # wishes of one message
_WANTS = re.compile(
    r"(?:能不能|能否|可否|可不可以|可以不可以)(?:请|帮忙|给我们?|在.{1,12}?)?(?:也)?(?:增加|新增|加上|加个|加一个|添加一?个?|支持|做成|改成|开发(?!票))"
    r"|(?:能不能|能否|可否|可不可以)(?:让|把|给).{1,20}?(?:显示|放到|放在|放进|带出|带上|自动|做成|合并|分开|拆开|加上|加个|加一个)"
    r"|希望(?:系统|软件|你们|产品|以后|贵司|将来|后续)?.{0,12}?(?:能|可以|能够)?(?:(?<!没)有个?|增加|新增|加上|加个|加一个|支持|提供|开发|做成|改成|自动|批量)"
    r"|希望.{0,12}?(?:能|可以|能够)(?:直接|按|按照|根据|同时|一次|一键|显示|提醒|导出|合并|拆分|分组|统计|记住|设置|自定义|扫码|在手机)"
    r"|(?:要是|如果).{0,16}?(?:能|可以|有).{1,60}?(?:就|那就|那|该)(?:多|更|很|太)?(?:好|方便|完美|省事)"
    r"|(?:最好|建议)(?:系统|软件)?(?:能|可以|有)?(?:增加|新增|加上|加个|加一个|支持|改成|自动|批量)"
    r"|(?:想|需要|想要)(?:增加|新增|加)一?个.{1,30}?(?:功能|字段|报表|接口|按钮|提醒|模块)"
    r"|想要(?:一个|个)?.{1,20}?(?:功能|字段|报表|接口|按钮|提醒|小程序)"
    r"|(?:可以|可不可以)(?:再|也)?加一?个.{0,16}?(?:功能|字段|报表|接口|按钮|提醒|选项|标记|筛选|列|图)"
    r"|给.{1,12}?加一?个.{1,16}?(?:行不行|行吗|好吗|好不好|可以吗)"
    r"|(?:帮|给|替|为)(?:我们?|咱们?).{0,10}?(?:定制|定做|量身做|二次开发|开发(?!票)|做|写|编)(?:一下|一?[个套张款些]|点)?.{0,16}?(?:模块|功能|报表|接口|插件|小程序|界面|程序)"
    r"|(?:能|能够|可以|可否|能否|接受|提供|支持|有没有|有|做|想|想要|需要|希望)(?:不能|不可以)?(?:做|搞|要)?(?:一下|一?[个套些]|点)?(?:个性化)?(?:定制|二次|专门)(?:化)?(?:开发|模块|功能|报表|接口|服务|吗|么|嘛|不|一?[个套张])"
    r"|有没有(?:考虑|计划|打算).{0,4}?(?:做|加|出|开发|支持|上线)"
    r"|\b(?:it would|it['’]d|would) be (?:\w+ ){0,2}(?:great|nice|good|useful|helpful|handy|wonderful|better|lovely|easier|faster|simpler) (?:if|to have|to be able)\b"
    r"|\b(?:it would|would) (?:help|save) (?:\w+ ){0,4}if\b"
    r"|\b(?:could|can|would) you (?:please |possibly |also )?(?:add|build|support|introduce) (?:a|an|the|some|more|support|in)\b(?! (?:new )?(?:users?|colleagues?|accounts?|persons?|people)\b)"
    r"|\b(?:can|could|would|will|do) (?:you|your (?:team|developers?|company)) (?:\w+ ){0,2}?(?:write|develop|build|make|create|code|program|design|customi[sz]e|tailor)(?: (?:us|me|for us))? (?:an?|another|some|our own|custom\w*|bespoke)(?: \w+){0,3}? (?:modules?|features?|functions?|reports?|interfaces?|plug-?ins?|add-?ons?|extensions?|apps?|screens?)\b"
    r"|\b(?:do|can|could|would) you (?:\w+ ){0,2}?(?:custom(?:i[sz]ed)?|bespoke|tailor-?made) (?:development|programming|work|modules?|reports?|features?)\b"
    r"|\b(?:want|need|like|looking for|have|get)(?: \w+){0,3}? (?:custom(?:i[sz]ed)?|bespoke|tailor-?made|custom-(?:built|made)) (?:\w+ )?(?:modules?|features?|functions?|reports?|interfaces?|plug-?ins?|add-?ons?|extensions?|development)\b"
    r"|\bany (?:chance|possibility) (?:that |of )?(?:you |we )?(?:could |can |to )?(?:add|adding|build|building|have|having|support|supporting|get|getting) (?:a|an|the|some|more)\b"
    r"|\b(?:can|could) we (?:please )?(?:have|get) (?:a|an|some) (?:\w+ ){0,3}?(?:report|field|button|column|option|feature|filter|view|chart|list|warning|reminder)s?\b"
    r"|\bwould it be possible to (?:have|get|add|see|show) (?:a|an|the|some)\b"
    r"|\bany plans? (?:for|to)\b"
    r"|\bcould the \w+(?: \w+)? (?:show|display|include|print|support)\b"
    r"|\b(?:can|could) you make (?:it|the \w+(?: \w+)?) (?:possible|\w{3,12}able)\b"
    r"|\bi wish (?:(?:we|i) could|(?:it|there|the (?:system|software|program|product)) (?:could|had|were|was|would))\b"
    r"|\bfeature (?:request|suggestion|idea)s?\b|\b(?:we|i)(?: would|.d| really)? (?:like|love) (?:to have|to see|you to add) (?:a|an|the|some|more)\b"
    r"|\bwould like to be able to\b|\bwe need (?:a|some) way to\b|\bplease (?:let|allow) us (?:to )?(?!know\b|have\b|\d|(?:a|one|two|three|some|more)\b)"
    r"|\bplease (?:add|support|introduce|build) (?:a|an|the|some)\b|\b(?:would|i.d|we.d) love (?:a|an) (?!call|reply|answer|hand|refund|chat|visit)",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"报错|错误|出错|打不开|进不去|登不上|失败|死机|卡死|崩溃|闪退|乱码|丢失|不见了|用不了|坏了|没有?反应|(?:打印|导出|保存|登录|提交|审核|显示)不[了出上]|[A-Z]{1,2}\d{3,5}\b"
    r"|\b(?:errors?|crash\w*|fails?|failed|broken|freezes|wrong|lost|doesn.?t work|not working|cannot|can.?t|no response|nothing happens|is missing)\b",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"尽快|马上|快点|快一点|联系我|派人|派个|上门|回电|打电话|回复|按时|准时|今天|明天|处理一下|修复|加急|加个?[班急]|培训|远程|工程师|技术员"
    r"|\b(?:asap|call me|call ?back|come|visit|fix|send someone|help me|technician|engineer|reach you|contact you)\b",
    re.IGNORECASE,
)
_COMMERCIAL = re.compile(
    r"(?:想|要|需要|打算|准备|申请|办理|咨询)[^，。,;；]{0,8}?(?:续费|续约|续签|续期)|(?:加|增加|添加|新增|扩|加购|增购|(?:再|多|另外?|想|要)(?:开通?|买|要|来|订))(?:[几多\d一二两三四五六七八九十百]{1,4}\s?[个位名套]?|些|一些|点)?(?:并发|在线|登录)?(?:用户|站点|并发|点数|授权|许可|席位|座席|(?<=\d个|[几一二两三四五六七八九十]个)[账帐]号|[账帐]号数)|(?:买|购买|采购|选购|加购|增购|开通)(?:一个|个)?.{0,12}?(?:模块|授权|用户|许可|服务|产品|版本)"
    r"|\b(?:more|additional|extra|further|\d+) (?:(?:user|concurrent) )?(?:users?|licen[cs]es?|seats?|accounts?)\b|\brenew(?:al)?\b.{0,30}\b(?:contract|service|licen[cs]e|subscription|maintenance)\b"
    r"|\b(?:buy|purchase|order) (?:\w+ ){0,3}(?:modules?|licen[cs]es?|users?|services?|edition)\b",
    re.IGNORECASE,
)
_HOW = re.compile(r"怎么|如何|哪里|在哪|为什么|\b(?:how|where|why|which)\b", re.IGNORECASE)
_LINK = re.compile(
    r"对接|接口|集成|打通|互通|接入|连通|\b(?:interfac\w{1,3}|integrat\w{1,4}|connect\w{0,4}|sync\w{0,8}|link\w{0,3}|plug-?in)\b",
    re.IGNORECASE,
)
_IF_THERE = re.compile(
    r"[吗么嘛?？]|有没有|有无|能不能|能否|可否|可不可以|支不支持|是否|希望|想要?|\b(?:can|could|do|does|is there|are there|would|want|need)\b",
    re.IGNORECASE,
)
_LIST = re.compile(r"[\n;；]|(?:^|[\s,，。.:：])(?:[1-9]|[一二三四五])[、.．)）](?!\d)")

_INTRODUCED = re.compile(r"[:：]\s{0,3}(?:\n|[1一])")


def asks(text: str) -> bool:
    """Whether they ask for something new, and tell of no trouble."""
    said = text[:LONGEST]
    return bool(_WANTS.search(said)) and not tells_trouble(said)


def tells_trouble(text: str) -> bool:
    """Whether something does not work, or somebody is to do something at once."""
    said = text[:LONGEST]
    return bool(_TROUBLE.search(said) or _SERVICE.search(said))


def asks_for_link(text: str) -> bool:
    """Whether they ask for a link with another program: that this one is not ours is no answer to it."""
    said = text[:LONGEST]
    other = tells_trouble(said) or _HOW.search(said)
    return bool(_LINK.search(said) and _IF_THERE.search(said)) and not other


def commercial(text: str) -> bool:
    """Renewal, more users, new modules or services: for sales (REQ-3)."""
    said = text[:LONGEST]
    return bool(_COMMERCIAL.search(said)) and not (_TROUBLE.search(said) or _HOW.search(said))


def wishes(text: str) -> list[str]:
    """Each in their own words; all of it as one when it is not clear that there are more."""
    found = [part.strip(" \t,，。.:：!！") for part in _LIST.split(text) if part]
    found = [part for part in found if len(part) >= several.SHORTEST]
    found = found[1:] if len(found) > 2 and _INTRODUCED.search(text) else found
    return found if 1 < len(found) <= MOST else [text]


def hint() -> str:
    return _("What should the product be able to do? One sentence is enough.")
