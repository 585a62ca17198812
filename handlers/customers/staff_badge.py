"""Photo and staff number of the person who visits customers: sent once, by themselves or by an administrator (DIS-11)."""

from dataclasses import dataclass

from desk.access import access_badge
from desk.dispatch import staff_badges
from desk.files import File
from desk.hotline import messages as ticket_messages
from desk.people import Person
from errors import BadInput
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Attachment, Said
from handlers.chat.message import Button
from handlers.chat.questions import SKIP, Question, Words
from handlers.chat.turn import Turn
from i18n import _

LONGEST = 40  # characters of a staff number


@dataclass(frozen=True)
class Picture(Question[str]):
    """One photo; an earlier one may stay."""

    def heard(self, said: Said) -> str:
        if not any(_is_picture(file) for file in said.attachments):
            raise BadInput(_("Please send one photo, or press the button."))
        return "📎"


def _is_picture(file: File | Attachment) -> bool:
    return file.kind == "photo" or file.mime.startswith("image/")


def own_button(person: Person) -> list[list[Button]]:
    return [[button(_("🪪 Photo and staff number"), "staff_badge", person.id)]] if person.is_staff else []


@verb
async def staff_badge(turn: Turn, number: int, version: int, extra: str) -> None:
    await access_badge(turn.session, turn.person, number)
    await start(turn, badge_of, {"person": number})


@flow
async def badge_of(talk: Talk) -> None:
    """Two questions; what is there already may stay."""
    person = await access_badge(talk.turn.session, talk.person, talk.args["person"])
    stays = [(SKIP, _("Leave it as it is"))]
    prompt = _("A photo of {name}, please: customers see it before a visit.").format(name=person.name)
    await talk.ask("photo", Picture(prompt, options=stays))
    now = person.staff_number or _("none yet")
    text = _("And the staff number? On file: {number}").format(number=now)
    number = await talk.ask("number", Words(text, options=stays, longest=LONGEST))
    await talk.once("kept", lambda: _kept(talk, person, "" if number == SKIP else number))
    talk.say(_("Thank you. Customers see it before {name} visits them.").format(name=person.name))


async def _kept(talk: Talk, person: Person, number: str) -> bool:
    session, now = talk.turn.session, talk.turn.now
    sent = [file for said in await ticket_messages.of_talk(session, talk.row.id) for file in said.files]
    pictures = [file for file in sent if _is_picture(file)]
    await staff_badges.keep(session, person, pictures[-1] if pictures else None, number, talk.person, now)
    return True
