"""The questions of the intake: each understands more than its buttons, and keeps what is said beside them."""

from errors import BadInput
from handlers.chat.incoming import Said
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.replies import yes_or_no
from handlers.intake import intents, keywords, several
from handlers.intake.intents import Intent
from i18n import _

UNSURE = "?"
SHORT = 24  # characters that say how work is affected, and nothing of a problem
EFFECT, MORE = (
    "!",
    "+",
)  # before what was said beside the question: how work is affected; more of the problem, or another


class InWords(Words):
    """Small talk is no answer."""

    def heard(self, said: Said) -> str:
        intents.decline_small_talk(said.text)
        return super().heard(said)


class Reason(InWords):
    """Why they want a person; who only says so again is called without one."""

    def heard(self, said: Said) -> str:
        again = intents.of(said.text) is Intent.HUMAN and not intents.explained(said.text)
        return SKIP if again else super().heard(said)


class WhichProduct(Choice):
    """A name that is half right will do; what tells of the effect or of a problem is kept as that, and the question comes again.
    Anything else is *not sure*, for a person will see it."""

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            intents.decline_small_talk(said.text)
            words = said.text.strip().lower()
            named = (key for key, label in self.options if len(words) > 1 and words in label.lower())
            return next(named, "") or _beside(said.text) or UNSURE


def _beside(text: str) -> str:
    """What it says that is no answer to the question; "" for nothing."""
    effect = keywords.effect(text)
    if effect and len(text) <= SHORT:
        return EFFECT + effect
    if several.says_wrong(text) and yes_or_no(text) is None and not keywords.says_nothing(text):
        return MORE + text.strip()
    return EFFECT + effect if effect else ""


class WorkEffect(Choice):
    """Impact on work (INT-3), in words too."""

    def heard(self, said: Said) -> str:
        try:
            return keywords.effect(said.text) or super().heard(said)
        except BadInput:
            intents.decline_small_talk(said.text)
            if (beside := _beside(said.text)).startswith(MORE):
                return beside
            raise BadInput(_("I have noted that. Please press the button that fits.")) from None


class Playback(Choice):
    """More words or files at this point are added, and played back."""

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            if yes_or_no(said.text) is False:
                raise BadInput(
                    _("Which line is not right? Please press it, or write what is right.")
                ) from None
            intents.decline_small_talk(said.text)
            if said.text.strip():
                return MORE + said.text.strip()
            raise BadInput(_("I have added that. Is it right like this?")) from None
