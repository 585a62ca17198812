"""The customer is not satisfied with an engineer, or wants somebody else: another one is sent the next time (DIS-8)."""

from desk.dispatch.orders import Dispatch


def send_another_next(order: Dispatch) -> None:
    """Another engineer is sent the next time (DIS-8): the customer is not satisfied with this one, or wants another."""
    if order.engineer_id and order.engineer_id not in order.left_out:
        order.left_out = [*order.left_out, order.engineer_id]
