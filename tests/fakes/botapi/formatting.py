"""Text as Telegram keeps it: plain characters, and entities that say what is bold or a command."""

import html
import re
from html.parser import HTMLParser

from .errors import bad
from .params import Json, Params

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
}
FOUND = {
    "bot_command": re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,32}(@\w+)?(?![\w/])"),
    "url": re.compile(r"https?://[^\s<>，。]+"),
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w"),
    "mention": re.compile(r"(?<![\w.@])@[A-Za-z]\w{3,31}\b"),
    "hashtag": re.compile(r"(?<!\w)#\w+"),
}
SIGNS = {"bot_command": "/", "url": "://", "email": "@", "mention": "@", "hashtag": "#"}


def units(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts entities."""
    return len(text.encode("utf-16-le")) // 2


def entities_in(text: str) -> list[Json]:
    """What Telegram finds by itself: commands, links, addresses."""
    return [
        {"type": kind, "offset": units(text[: hit.start()]), "length": units(hit[0])}
        for kind, pattern in FOUND.items()
        if SIGNS[kind] in text  # to look for an address in a long text without one takes milliseconds
        for hit in pattern.finditer(text)
    ]


class _Html(HTMLParser):
    """Telegram's small HTML: known tags only, each closed, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.text = ""
        self.entities: list[Json] = []
        self._open: list[tuple[str, Json]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {self._at()}')
        entity: Json = {"type": TAGS[tag], "offset": units(self.text)}
        given = dict(attrs)
        if tag == "a":
            entity["url"] = given.get("href") or ""
        if tag == "tg-emoji":
            entity["custom_emoji_id"] = given.get("emoji-id") or ""
        self._open.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self._open:
            raise bad(f"can't parse entities: Unexpected end tag at byte offset {self._at()}")
        opened, entity = self._open.pop()
        if opened != tag:
            raise bad(
                f"can't parse entities: Unmatched end tag at byte offset {self._at()}, "
                f'expected "</{opened}>", found "</{tag}>"'
            )
        entity["length"] = units(self.text) - entity["offset"]
        if entity["length"] and not (entity["type"] == "text_link" and not entity["url"]):
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_entityref(self, name: str) -> None:
        known = name in ("lt", "gt", "amp", "quot")
        self.text += html.unescape(f"&{name};") if known else f"&{name};"

    def handle_charref(self, name: str) -> None:
        self.text += html.unescape(f"&#{name};")

    def finish(self) -> None:
        if self._open:
            raise bad(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{self._open[-1][0]}\""
            )

    def _at(self) -> int:
        return len(self.rawdata[: self.getpos()[1]].encode())


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities of a text in Telegram's HTML."""
    if stray := re.search(r"<(?!/?[a-zA-Z])|<[^>]*$", source):
        where = len(source[: stray.start()].encode())
        raise bad(f'can\'t parse entities: Unsupported start tag "" at byte offset {where}')
    parser = _Html()
    parser.feed(source)
    parser.close()
    parser.finish()
    return parser.text, sorted(parser.entities, key=lambda entity: int(entity["offset"]))


def formatted(source: str, mode: str, given: list[Json] | None) -> tuple[str, list[Json]]:
    """Trimmed plain text with all its entities. Markdown is kept as it is written."""
    if mode and mode.lower() not in ("html", "markdown", "markdownv2"):
        raise bad("unsupported parse_mode")
    text, entities = parse_html(source) if mode.lower() == "html" else (source, list(given or []))
    shift = units(text) - units(text.lstrip())
    text = text.strip()
    moved = [entity | {"offset": max(0, entity["offset"] - shift)} for entity in entities]
    for entity in entities:
        if entity["offset"] < 0 or entity["length"] <= 0:
            raise bad("ENTITY_BOUNDS_INVALID")
    return text, moved + entities_in(text)


def message_text(params: Params) -> Json:
    """`text` of a message to send or edit: 1–4096 characters after entities are parsed."""
    if not params.text("text"):
        raise bad("message text is empty")
    text, entities = formatted(params.text("text"), params.text("parse_mode"), params.parsed("entities"))
    if not text:
        raise bad("text must be non-empty")
    if units(text) > 4096:
        raise bad("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def caption(source: str, mode: str, given: list[Json] | None) -> Json:
    """The caption of a file: 0–1024 characters after entities are parsed."""
    text, entities = formatted(source, mode, given)
    if units(text) > 1024:
        raise bad("message caption is too long")
    return ({"caption": text} if text else {}) | ({"caption_entities": entities} if entities else {})


def caption_of(params: Params) -> Json:
    """The caption that a request gives."""
    return caption(params.text("caption"), params.text("parse_mode"), params.parsed("caption_entities"))
