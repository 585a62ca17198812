"""A file that somebody has sent, for the one who sent it."""

from sqlalchemy import select
from sqlalchemy.orm import undefer

from desk import policies
from desk.files import File
from desk.hotline.messages import TicketMessage
from errors import BadInput, NotFound, Passing
from handlers.chat.turn import Turn
from i18n import _


async def content(turn: Turn, number: int) -> tuple[str, bytes]:
    """The name and content of a file they have sent themselves, no larger than is read here."""
    query = select(File).join(TicketMessage, File.message_id == TicketMessage.id)
    file = await turn.session.scalar(
        query.where(File.id == number, TicketMessage.person_id == turn.person.id).options(
            undefer(File.content)
        )
    )
    if file is None or file.missing:
        raise NotFound(_("This file is not here any more. Please send it again."))
    if file.content is None:
        raise Passing("the file has not arrived yet")
    most = await policies.value(turn.session, policies.IMPORT_SIZE)
    if len(file.content) > most * 2**20:
        raise BadInput(_("{name} is too large: at most {n} MB, please.").format(name=file.name, n=most))
    return file.name, file.content
