"""Who may reach a document of a customer (CUS-9)."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access.customers import may_see_customer
from desk.people import Person
from desk.roles import ACCOUNT_STAFF
from desk.sales import documents
from desk.sales.documents import Document
from errors import NotAllowed, NotFound
from i18n import _


async def access_document(session: AsyncSession, person: Person, number: int) -> Document:
    """For its readers among those who may see the customer."""
    document = await session.get(Document, number)
    reads = document is not None and documents.may_read(person, document)
    if document is not None and reads and await may_see_customer(session, person, document.customer_id):
        return document
    raise NotFound(_("I cannot find that."))


async def access_document_keeping(session: AsyncSession, person: Person, number: int) -> Document:
    """For those of them who keep the customer's file."""
    document = await access_document(session, person, number)
    if person.has(*ACCOUNT_STAFF):
        return document
    raise NotAllowed(_("Only who keeps the customer's file can do that."))
