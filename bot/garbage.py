"""The garbage collector of a process that stays: modules once loaded are not scanned again and again."""

import gc

SELDOM = (
    20_000,
    50,
    100,
)  # new objects until a collection; such collections until one of the older ones, and of all


def after_loading() -> None:
    """What there is now stays. A simulated month took a tenth of its CPU time to scan it."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
