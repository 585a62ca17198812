"""An engineer of another branch is sent (DIS-12)."""

from desk.dispatch.orders import Dispatch
from desk.ticket import Ticket


def from_other_branch(order: Dispatch, ticket: Ticket) -> bool:
    """An engineer of another branch goes there (DIS-12)."""
    return bool(order.engineer_region and ticket.region and order.engineer_region != ticket.region)
