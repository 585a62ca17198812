"""What a customer sees of the engineer who visits: name, photo and staff number (DIS-11)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.events import Event
from desk.files import File
from desk.people import Person
from i18n import _, plain


async def keep(
    session: AsyncSession, person: Person, photo: File | None, number: str, by: Person, now: datetime
) -> None:
    """The photo is copied, for what was said in chat loses its files after a while. What is not given stays."""
    if photo is not None:
        content = await session.scalar(select(File.content).where(File.id == photo.id))
        copied = File(
            kind="photo", name=photo.name, mime=photo.mime, size=photo.size, telegram_id=photo.telegram_id
        )
        copied.content, copied.due_at = content, now if content is None else None
        session.add(copied)
        await session.flush()
        person.photo_id = copied.id
    person.staff_number = plain.name(number) or person.staff_number
    await journal.write(session, person, Event.PERSON_BADGE, by=by.id, now=now)


def introduced(engineer: Person) -> str:
    """Who comes, as the customer reads it, in the language that is spoken now (DIS-11)."""
    if engineer.staff_number:
        text = _("{name}, staff number {number}, will come to you.")
        return text.format(name=engineer.name, number=engineer.staff_number)
    return _("{name} will come to you.").format(name=engineer.name)
