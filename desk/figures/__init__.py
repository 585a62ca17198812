"""Figures of the service: for any period, by person, product, module, region, customer, type or level (STA-1, STA-4)."""

from desk.figures.counting import figures, groups_and_whole, over_time
from desk.figures.numbers import Figures, wilson
from desk.figures.periods import Period
from desk.figures.scope import By, Key, Scope

__all__ = ["By", "Figures", "Key", "Period", "Scope", "figures", "groups_and_whole", "over_time", "wilson"]
