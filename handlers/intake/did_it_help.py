"""What may be said to an answer of the problem base: to one that is sure, and to one that is only likely (KB-2, KB-3)."""

import re
from dataclasses import dataclass

from errors import NotYet
from handlers.chat.incoming import Said
from handlers.chat.message import Rows
from handlers.chat.questions import YesNo
from handlers.chat.replies import simplified, yes_or_no
from handlers.intake import intents, keywords, reasons
from handlers.intake.kb_lists import MORE, NONE
from i18n import _

# Phrases of customers who will try it: the outcome is not known yet.
ONLY_HEARD = frozenset({"ok", "okay", "sure", "fine", "好", "好的", "好吧", "嗯", "嗯嗯", "行", "收到"})
IT_IS, ANOTHER = "it_is", "another"  # this is meant, whether it helps is not known; something else is meant
_ANOTHER = re.compile(
    r"^(?:(?:no|nope|sorry|不|抱歉) )?(?:不是|不是的|(?:好像|应该|都|也)?不是(?:这|那)个?(?:问题|意思)?|换一?个|别的|另一?个|其他的?"
    r"|(?:its |this is |that is |thats )?(?:not (?:this|that|it|this one|that one)|none of (?:these|them|those)|the wrong one|wrong one|something else|another one))$"
)
_IT_IS = re.compile(
    r"^(?:对|嗯)?(?:就是|是)?(?:这|那)个$|^(?:thats|this is|yes|yes thats|yes this is) (?:it|the one|this one|that one)$"
)


class Solved(YesNo):
    """Anything but a clear yes is a no, and what was said goes along: a person will read it.

    A customer who is still trying it gets time; a bare number may be one of the steps, so it is no answer yet.
    """

    def heard(self, said: Said) -> bool:
        wish = intents.of(said.text)
        if wish is intents.Intent.SOLVED:
            return True
        if said.text.strip().isdecimal():
            raise NotYet(_("Did it help? Please write yes or no."))
        if is_trying(said.text):
            raise NotYet(_("Take your time. Just tell me afterwards whether it helped."))
        answer = yes_or_no(said.text)
        return keywords.solved(said.text) is True if answer is None else answer

    def afterwards(self, answer: object, talk: int, question: str) -> Rows:
        return reasons.buttons(talk, question) if answer is False else ()


@dataclass(frozen=True)
class Likely(Solved):
    """The others stand beside it: their numbers begin at 2. A bare yes says only that it is meant, not that it helps; other
    words are searched with the first ones, once (`last`)."""

    last: bool = False

    def heard(self, said: Said) -> bool | str:  # type: ignore[override]
        words = simplified(said.text)
        if words.isdecimal():
            return self._numbered(int(words))
        others = [(key, label) for key, label in self.options if key not in ("yes", "no")]
        if words and (named := next((key for key, label in others if simplified(label) == words), "")):
            return named
        wish, answer = intents.of(said.text), yes_or_no(said.text)
        if wish is intents.Intent.SOLVED:
            return True
        if _IT_IS.match(words) or (answer and words not in ONLY_HEARD):
            return IT_IS
        if _ANOTHER.match(words) or reasons.said(said.text) == ANOTHER:
            return ANOTHER
        if is_trying(said.text):
            raise NotYet(_("Take your time. Just tell me afterwards whether it helped."))
        solved = keywords.solved(said.text)
        if answer is False or solved is not None or reasons.said(said.text) or intents.angry(said.text):
            return solved is True
        return False if self.last else MORE + said.text.strip()

    def _numbered(self, number: int) -> str:
        others = [key for key, _label in self.options if key not in ("yes", "no", NONE)]
        if number == 1:
            return IT_IS
        if number - 1 <= len(others) and number:
            return others[number - 2]
        raise NotYet(_("Did it help? Please write yes or no."))


def replies(text: str) -> bool:
    """Whether the words react to an answer, rather than continue the question."""
    words, heard = simplified(text), intents.words(text) in ONLY_HEARD
    return heard or bool(_IT_IS.match(words) or _ANOTHER.match(words) or reasons.said(text))


def is_trying(text: str) -> bool:
    """Whether they have only heard it, and will say later what came of it."""
    if intents.words(text) in ONLY_HEARD:
        return True
    return intents.of(text) in intents.SMALL_TALK and yes_or_no(text) is None
