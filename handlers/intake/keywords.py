"""Clues in a customer's words: how urgent it is, whether it works now, an error code (INT-1, INT-3)."""

import re

from desk.ticket import Urgency
from handlers.chat.replies import made_of, simplified
from handlers.intake.outage import clearly_outage
from kb.text.normalise import error_codes

_WORKS = re.compile(
    r"好了|可以了|解决了|行了|搞定|成功了|没(有)?问题了|正常了|\b(works|working|solved|fixed|sorted) ?(now)?\b",
    re.IGNORECASE,
)
_FAILS = re.compile(
    r"还(是|没|不)|没(有)?(解决|好|修好|用)|未解决|不行|没反应|\b(not|isn't|still|doesn't|didn't|won't|nope)\b",
    re.IGNORECASE,
)
_NOT_URGENT = re.compile(
    r"不(着)?急|不影响|没(什么|有)?影响|不碍事|not urgent|no hurry|no rush|minor", re.IGNORECASE
)
_URGENT = re.compile(
    r"急|重要|很?影响|都在等|等着用|urgent|asap|important|badly|serious|(are|is) waiting", re.IGNORECASE
)


_NAMED = re.compile(
    r"报错|错误|失败|异常|闪退|乱码|崩溃|死机|卡死|无法|不能用|打不开|丢失|空白"
    r"|\b(?:errors?|fails?|failed|failing|failure|reject\w{0,3}|refus\w{1,3}|crash\w{0,3}|broken|missing|blank|freezes|frozen|stuck|deletes|disappear\w{0,3})\b",
    re.IGNORECASE,
)


def names_trouble(text: str) -> bool:
    """Whether a word is in it that nobody says but of something that goes wrong."""
    return bool(_NAMED.search(text))


_USERS = re.compile(
    r"(?:(?!1(?!\d))\d{1,6}|[两二三四五六七八九十百][一二三四五六七八九十百]{0,3})\s{0,2}(?:个|位|名)?(?:并发|在线|新)?(?:用户|人用|站点|账号|帐号|许可|授权)|\d{1,6}\s{0,2}个点"
    r"|\b(?:(?!1 )\d{1,6}|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty)(?: (?:more|extra|additional|further|new|concurrent))?"
    r" (?:users?|seats?|licen[cs]es|accounts?)\b",
    re.IGNORECASE,
)


_REFUND = re.compile(r"退[款钱费货]|\b(?:refund\w{0,3}|money back)\b", re.IGNORECASE)


def asks_refund(text: str) -> bool:
    """Whether they want their money back: they are interested in nothing more."""
    return bool(_REFUND.search(text))


def names_users(text: str) -> bool:
    """Whether it says for how many users something is wanted; a price for one is asked for by the piece."""
    return bool(_USERS.search(text))


def tells_sales_enough(text: str) -> bool:
    """Whether nothing more needs to be asked before sales call."""
    return names_users(text) or asks_refund(text)


def solved(text: str) -> bool | None:
    """Whether somebody says that it works now, or that it does not; None when their words are about something else."""
    if _FAILS.search(text):
        return False
    return True if _WORKS.search(text) else None


_TROUBLE = (
    "打不开,打开不了,开不了,不对,不对劲,不正常,又这样,又这样了,又来了,老毛病,老问题,老样子,抽风,又抽风了,不行,不行了,不能用,不能用了,用不了,用不了了,不好用,坏了,坏掉了,报错,报错了,出错,出错了,错误,出问题,出问题了,有问题,问题,异常,故障,毛病,"
    "没反应,点不了,卡住,卡住了,卡死了,崩了,挂了,急,加急,紧急,很急,急急急,急死,救命,不好使,使不了,不灵,不灵了,咋弄,怎么弄,怎么搞,帮忙,帮帮忙,帮帮我,帮我,求助,怎么办,咋办,怎么回事,咋回事,不会用,不会,"
    "doing it again,same as always,same as ever,does it again,same thing again,same again,playing up,frozen,freezes,freezing,hangs,hanging,off,open,opening,work,working,works,broken,broke,problem,problems,issue,issues,trouble,error,errors,wrong,urgent,urgently,asap,help,stuck,acting,fail,fails,failed,failing,"
    "happens,happened,happening,crash,crashes,crashed,down,dead,not working,bug,bugs,emergency,glitch,broke down"
)
_BESIDE_TROUBLE = (
    "服务,三,理我,人理我,系统,软件,程序,电脑,页面,界面,弄,搞,两天,三天,几天,好几天,半天,一天,一周,我,我们,我这,我这边,这边,这里,这个,那个,它,这,那,东西,又,还,还是,就是,一直,老是,总是,突然,现在,今天,刚才,刚刚,昨天,出现,出,有,一个,个,点,一点,一下,"
    "到底,什么,情况,啊,呀,呢,吧,吗,了,的,都,很,太,好,快,快点,快来,能,请,麻烦,谢谢,你,你们,您,给,看,看看,看下,处理,处理一下,尽快,马上,在线等,死了,人,"
    "support,service,ever,bot,s,calls,answer,system,software,program,programme,computer,page,screen,app,one,two,three,several,days,day,weeks,week,hours,already,nobody,it,its,doesnt,dont,does,do,did,didnt,wont,cant,cannot,can,could,not,something,anything,everything,is,are,was,has,have,having,had,i,im,ive,we,a,an,the,this,that,thing,"
    "me,us,my,our,got,get,gets,there,theres,here,with,please,pls,plz,thanks,thank,you,goes,went,going,any,some,again,still,now,very,so,really,just,need,needs,"
    "what,should,to,be,no,nothing,happens,happened,up,in,of,hurry,all,today,suddenly,keeps,keep,will,for,and,hi,hello,hey,quickly,quick"
)
_TOO_LITTLE: dict[str, bool] = {
    **dict.fromkeys(_BESIDE_TROUBLE.split(","), False),
    **dict.fromkeys(_TROUBLE.split(","), True),
}


def says_nothing(text: str) -> bool:
    """Whether it is made of words that are beside a trouble, or of none at all."""
    said = simplified(text)
    return not said or bool(made_of(said, _TOO_LITTLE))


_STILL = re.compile(
    r"还|又|仍|依然|一样|没|不|试[过了]|\b(?:still|again|same|not|no|didnt|doesnt|isnt|wasnt|tried|back)\b"
)
_AS_BEFORE = (
    "没用,没效果,没解决,没有解决,没好,没有用,不管用,试过,试过了,试了,一样,老样子,同样,跟,和,之前,以前,刚才,问题,依然,仍然,仍,还在,没变,没变化,按,说,做,照,"
    "same,as,before,nope,stopped,stops,last,lasted,did,tried,try,help,helped,use,back,after,fixed,solve,solved,change,changed,didnt,wasnt,isnt,thing,your,steps"
)
_FAILED_AGAIN: dict[str, bool] = {**_TOO_LITTLE, **dict.fromkeys(_AS_BEFORE.split(","), False)}


def says_too_little(text: str) -> bool:
    """Whether it says that something is wrong, and nothing of what it is: no answer can be more than a guess."""
    return True in made_of(simplified(text), _TOO_LITTLE)


def failed_again(text: str) -> bool:
    """Whether it says that what was thought to be solved is not, and nothing else."""
    said = simplified(text)
    return bool(made_of(said, _FAILED_AGAIN)) and bool(_STILL.search(said))


def effect(text: str) -> Urgency | None:
    """How work is affected, in words: an answer, or what stands in the problem when nothing is asked (INT-3)."""
    if _NOT_URGENT.search(text):
        return Urgency.GENERAL
    if any(clearly_outage(part) for part in dict.fromkeys((text, *text.splitlines()))):
        return Urgency.VERY_URGENT
    return Urgency.URGENT if _URGENT.search(text) else None


def error_code(text: str) -> str:
    """The first error code in the text; "" when there is none (INT-1)."""
    return next((code.upper() for code in error_codes(text)), "")
