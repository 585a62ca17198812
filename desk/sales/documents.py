"""Documents of a customer: versions, who may read them, and a journal of each reading and sending (CUS-9)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, validates

from desk import journal
from desk.customers import Customer
from desk.events import Event
from desk.files import File
from desk.journal import JournalEntry
from desk.people import Person, Role
from desk.roles import DOCUMENT_READERS, PRICE_READERS
from errors import BadInput
from i18n import N_, _, plain
from store import Base


class DocumentKind(StrEnum):
    CONTRACT = "contract"
    CONTRACT_WITHOUT_PRICES = "contract_without_prices"
    ACCEPTANCE = "acceptance"
    PLAN = "plan"
    OTHER = "other"


KIND_NAMES = {
    DocumentKind.CONTRACT: N_("📄 Contract in full"),
    DocumentKind.CONTRACT_WITHOUT_PRICES: N_("📄 Contract without prices"),
    DocumentKind.ACCEPTANCE: N_("✅ Acceptance"),
    DocumentKind.PLAN: N_("🗺 Plan or report"),
    DocumentKind.OTHER: N_("📎 Other document"),
}
READERS = {
    kind: PRICE_READERS if kind is DocumentKind.CONTRACT else DOCUMENT_READERS for kind in DocumentKind
}
HAPPENED = (Event.DOCUMENT_ADDED, Event.DOCUMENT_READ, Event.DOCUMENT_SENT, Event.DOCUMENT_READERS)


class Document(Base):
    """One version; those of the same kind and title are versions of one document."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(default="")  # "": the name of its kind
    number: Mapped[int]  # of the version
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"))
    readers: Mapped[list[str]] = mapped_column(default=list)  # roles
    sha256: Mapped[str] = mapped_column(String(64), default="")  # "" until its content has come
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: on the command line
    added_at: Mapped[datetime]

    @validates("title")
    def _as_name(self, _key: str, value: str) -> str:
        return plain.name(value)

    @property
    def ref(self) -> str:
        return f"document:{self.id}"

    @property
    def name(self) -> str:
        return self.title or _(KIND_NAMES[DocumentKind(self.kind)])


def may_read(person: Person, document: Document) -> bool:
    """Whether they may read it, by their roles; the person who has added it reads it as well."""
    return person.is_staff and (person.has(*map(Role, document.readers)) or person.id == document.added_by)


async def add(
    session: AsyncSession,
    customer: Customer,
    kind: DocumentKind,
    title: str,
    file: File,
    by: Person | None,
    now: datetime,
    readers: Collection[Role] = (),
) -> Document:
    """A new document is filed, or the next version of one; its readers stay (CUS-9). Raises BadInput for the same content again."""
    title = plain.name(title)
    before = await newest(session, customer, kind, title)
    content = (
        await session.scalar(select(File.content).where(File.id == file.id)) if file.id else file.content
    )
    digest = sha256(content).hexdigest() if content else ""
    if before is not None and digest and digest == await digest_of(session, before):
        raise BadInput(_("This is the same file as version {n}.").format(n=before.number))
    kept = File(kind="document", name=file.name, mime=file.mime, size=file.size, telegram_id=file.telegram_id)
    kept.content, kept.due_at = (
        content,
        now if content is None else None,
    )  # what is said in chat loses its files
    session.add(kept)
    await session.flush()
    document = Document(
        customer_id=customer.id, kind=kind, title=title, number=before.number + 1 if before else 1, file_id=kept.id,
        readers=sorted(before.readers if before else readers or READERS[kind]), sha256=digest,
        added_by=by.id if by else None, added_at=now,
    )  # fmt: skip
    session.add(document)
    await journal.write(session, document, Event.DOCUMENT_ADDED, by=document.added_by, now=now)
    return document


async def newest(
    session: AsyncSession, customer: Customer, kind: DocumentKind, title: str
) -> Document | None:
    same = Document.customer_id == customer.id, Document.kind == kind, Document.title == title
    found: Document | None = await session.scalar(
        select(Document).where(*same).order_by(Document.number.desc()).limit(1)
    )
    return found


async def digest_of(session: AsyncSession, document: Document) -> str:
    """The file's hash, once its content has come from the channel."""
    if not document.sha256:
        content = await session.scalar(select(File.content).where(File.id == document.file_id))
        document.sha256 = sha256(content).hexdigest() if content else ""
    return document.sha256


async def of_customer(session: AsyncSession, customer: Customer) -> list[Document]:
    """The newest version of each, in the order of their kinds."""
    mine = Document.customer_id == customer.id
    last = select(func.max(Document.id)).where(mine).group_by(Document.kind, Document.title)
    found = await session.scalars(select(Document).where(Document.id.in_(last)))
    order = list(DocumentKind)
    return sorted(found, key=lambda each: (order.index(DocumentKind(each.kind)), each.title, each.id))


async def versions(session: AsyncSession, document: Document) -> Sequence[Document]:
    """All of it, the newest first."""
    same = (
        Document.customer_id == document.customer_id,
        Document.kind == document.kind,
        Document.title == document.title,
    )
    return list(await session.scalars(select(Document).where(*same).order_by(Document.number.desc())))


async def read(session: AsyncSession, document: Document, by: Person | None, now: datetime) -> None:
    """Somebody opens it, which is in its journal; `by` None: on the command line (CUS-9)."""
    await digest_of(session, document)
    await journal.write(session, document, Event.DOCUMENT_READ, by=by.id if by else None, now=now)


async def send(session: AsyncSession, document: Document, to: Person, by: Person, now: datetime) -> None:
    """The document goes to a contact of the customer."""
    if to.customer_id != document.customer_id or to.is_staff or not to.active:
        raise BadInput(_("{name} is not a contact of this customer.").format(name=to.name))
    await digest_of(session, document)
    await journal.write(session, document, Event.DOCUMENT_SENT, by=by.id, now=now, given_to=to.id)


async def set_readers(
    session: AsyncSession, document: Document, roles: Collection[Role], by: Person | None, now: datetime
) -> None:
    """The readers of all versions of a document."""
    before = document.readers
    for each in await versions(session, document):
        each.readers = sorted(roles)
    await journal.write(
        session, document, Event.DOCUMENT_READERS, by=by.id if by else None, now=now,
        before=before, after=sorted(roles),
    )  # fmt: skip


async def history(session: AsyncSession, document: Document, most: int) -> list[JournalEntry]:
    """Who has added, read, sent any version, the latest first."""
    refs = [each.ref for each in await versions(session, document)]
    query = select(JournalEntry).where(JournalEntry.record.in_(refs), JournalEntry.event.in_(HAPPENED))
    return list(await session.scalars(query.order_by(JournalEntry.id.desc()).limit(most)))
