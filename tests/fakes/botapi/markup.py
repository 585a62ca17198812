"""Keyboards: what a bot may attach, and what a person sees of it."""

from dataclasses import dataclass

from .errors import bad
from .params import Json, Params

ACTIONS = (
    *("callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text", "pay"),
    *("switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game"),
)


@dataclass(frozen=True)
class Button:
    """A button as a person sees it; `raw` is what the bot sent."""

    text: str
    data: str | None
    raw: Json


def buttons(rows: list[list[Json | str]]) -> list[list[Button]]:
    """The rows of a keyboard, inline or not."""
    full = [[{"text": raw} if isinstance(raw, str) else raw for raw in row] for row in rows]
    return [[Button(raw["text"], raw.get("callback_data"), raw) for raw in row] for row in full]


def markup_of(params: Params) -> Json | None:
    """`reply_markup` of a request, checked as Telegram checks it; no buttons are no markup."""
    markup: Json | None = params.parsed("reply_markup")
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        return markup
    rows = [row for row in markup["inline_keyboard"] if row]
    for row in rows:
        for button in row:
            _check(button)
    if sum(map(len, rows)) > 100:
        raise bad("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _check(button: Json) -> None:
    if not button.get("text"):
        raise bad('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if not any(action in button for action in ACTIONS):
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
