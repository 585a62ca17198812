"""Short replies to what was just asked: yes, no, or the button that is meant, in words as well as by a press.

A reply is looked at only where something was asked; what the same words mean elsewhere is `handlers/intake/intents.py`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from kb.text.normalise import plain

T = TypeVar("T")
LONGEST = 24  # characters; what is longer is more than a yes or a no

_YES = (
    "y,yes,yeah,yea,yep,yup,ok,okay,okey,k,sure,correct,right,true,exactly,indeed,agreed,agree,fine,of course,no problem,"
    "thats right,thats it,go ahead,take it,ill take it,i will take it,looks good,looks right,all good,"
    "是,是的,是啊,对,对的,对头,好,好的,好啊,好滴,嗯,恩,可以,可以的,行,没错,没问题,没有问题,确认,正确,同意,提交,当然,必须的,解决了,好了"
)
_NO = (
    "n,no,nope,nah,not,never,wrong,incorrect,not yet,not really,dont,disagree,nothing,nothing more,nothing else,none,no need,"
    "thats all,thats not right,not right,not correct,"
    "不,不是,不是的,不对,不行,不可以,不好,不要,不用,不用了,不了,不同意,不需要,否,没,没有,没有了,没了,无,未解决,没解决,没有解决,没好,还没,还没有,"
    "还是不行,有错,错,错了,不正确,就这些,就这样"
)
_FILLERS = (
    "please,pls,plz,thanks,thank you,thx,it,is,its,that,this,the,i,do,one,are,all,to,sir,"
    "谢谢,谢,请,您,你,吧,啊,呀,呢,的,了,哦,噢,哈,啦,嘛,都,我,这个,这是"
)
_MEANING: dict[str, bool | None] = {
    **dict.fromkeys(_FILLERS.split(",")),
    **dict.fromkeys(_YES.split(","), True),
    **dict.fromkeys(_NO.split(","), False),
}
_APOSTROPHES = re.compile("['’`]")
_NO_WORD = re.compile(r"[\W_]+")
_PICTURE = re.compile(r"^\W+")
_THUMBS = {"👍": True, "👌": True, "✅": True, "🆗": True, "👎": False, "❌": False}
YES_MARK, NO_MARK = "✅", "❌"  # how the labels of the buttons begin that mean yes and no


def yes_or_no(text: str) -> bool | None:
    """Whether the whole of it says yes, or no; None when it says anything else."""
    if text.strip()[:1] in _THUMBS and not re.search(r"\w", text):
        return _THUMBS[text.strip()[0]]
    said = simplified(text)
    if not said or len(said) > LONGEST:
        return None
    meanings = made_of(said, _MEANING) - {None}
    return meanings.pop() if len(meanings) == 1 else None


def made_of(said: str, vocabulary: Mapping[str, T]) -> set[T]:
    """What the phrases mean that make up the whole of it, the longest first; nothing when something else is left.

    `said`: lower case, one space between words.
    """
    longest = max(map(len, vocabulary))
    found, at = set[T](), 0
    while at < len(said):
        phrase = _phrase_at(said, at, vocabulary, longest)
        if not phrase:
            return set()
        found.add(vocabulary[phrase])
        at += len(phrase)
        at += said[at : at + 1] == " "
    return found


def _phrase_at(said: str, at: int, vocabulary: Mapping[str, T], longest: int) -> str:
    """The longest phrase that begins here and ends with its word."""
    for end in range(min(len(said), at + longest), at, -1):
        phrase, following = said[at:end], said[end : end + 1]
        if phrase in vocabulary and not (
            phrase[-1].isascii() and following.isascii() and following.isalnum()
        ):
            return phrase
    return ""


def simplified(text: str) -> str:
    """Its words, as the vocabularies have them."""
    return _NO_WORD.sub(" ", _APOSTROPHES.sub("", plain(text))).strip()


def bare(label: str) -> str:
    """A label without its picture."""
    return _PICTURE.sub("", label.lower())


def meant(buttons: Iterable[tuple[str, str]], text: str) -> str | None:
    """The key of the button, of `(key, label)`, that is meant by its label, or by a yes or a no; None for none."""
    every, words = list(buttons), text.strip().lower()
    for key, label in every:
        if words and words in (label.lower(), bare(label)):
            return key
    answer = yes_or_no(text)
    if answer is None:
        return None
    mark = YES_MARK if answer else NO_MARK
    marked = [key for key, label in every if label.startswith(mark)]
    if not marked and answer is False and len(every) == 2:  # the one beside a yes is its no
        marked = [key for key, label in every if not label.startswith(YES_MARK)]
    return marked[0] if len(marked) == 1 else None
