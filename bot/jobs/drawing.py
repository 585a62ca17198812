"""Draws pictures and documents in a separate process, so that drawing never blocks the event loop."""

from collections.abc import Callable, Sequence
from functools import partial

from bot.jobs.helper_process import HelperProcess
from desk.files import File
from i18n import (
    Speech,
    call_company,
    company_names,
    company_setting,
    company_speech,
    logo,
    settle,
    speaking,
    spoken,
)

Drawn = Callable[[], Sequence[File]]


class Drawing:
    """One drawing after the other. What is to be drawn is handed over whole: it can be pickled."""

    def __init__(self) -> None:
        self._process = HelperProcess(
            lambda: partial(_begin, company_speech(), company_setting(), logo()), nice=10
        )

    async def __call__(self, drawn: Drawn) -> Sequence[File]:
        """In the language that is spoken now. Raises Passing when its process has ended."""
        return await self._process(partial(_draw, drawn, spoken(), company_names()))

    def close(self) -> None:
        self._process.close()


def _begin(company: Speech, name: str, logo: str) -> None:
    """It knows nothing of the settings: the company's name and language are handed over."""
    settle(company.language, company.zone, name, logo)


def _draw(drawn: Drawn, speech: Speech, names: tuple[str, str]) -> list[File]:
    call_company(*names)
    with speaking(speech.language, speech.zone):
        return list(drawn())
