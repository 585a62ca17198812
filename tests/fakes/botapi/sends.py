"""What a person can send. Each method only queues an update: the bot reads it when it asks."""

from typing import TYPE_CHECKING, Any, Self
from zlib import crc32

from .chats import Sent
from .files import shown
from .formatting import entities_in
from .params import Json
from .sees import Sees

if TYPE_CHECKING:
    from .server import BotApi

PICTURE = b"\xff\xd8\xff\xe0 a picture \xff\xd9"


class Sends(Sees):
    """The sending half of a User."""

    api: "BotApi"
    phone: str
    name: str

    def send(self, content: Json, **options: Any) -> Sent:
        """Write anything into the chat and queue the update."""
        raise NotImplementedError

    def says(self, text: str, reply_to: Sent | None = None) -> Sent:
        """A text; "/start" and its like become commands."""
        entities = entities_in(text)
        return self.send({"text": text} | ({"entities": entities} if entities else {}), reply_to=reply_to)

    def forwards(self, text: str, origin: "Self | str") -> Sent:
        """A text forwarded from another person, or from someone who hides behind a name."""
        source: Json = {"type": "hidden_user", "sender_user_name": origin}
        if isinstance(origin, Sends):
            source = {"type": "user", "sender_user": origin.json()}
        return self.send(
            {"text": text, "forward_origin": source | {"date": int(self.api.now().timestamp()) - 60}}
        )

    def sends_file(
        self,
        kind: str,
        data: bytes | int,
        name: str = "",
        caption: str | None = None,
        album: str | None = None,
    ) -> Sent:
        """A file of any kind; `data` may be only a size. Parts with the same `album` belong together."""
        file = self.api.files.keep(kind, data, name)
        content = shown(kind, file)
        if caption:
            entities = entities_in(caption)
            content |= {"caption": caption} | ({"caption_entities": entities} if entities else {})
        if album:
            content["media_group_id"] = f"13{crc32(album.encode()):012}"
        return self.send(content, file=file)

    def sends_photo(
        self, data: bytes = PICTURE, caption: str | None = None, album: str | None = None
    ) -> Sent:
        """A photo."""
        return self.sends_file("photo", data, caption=caption, album=album)

    def sends_album(self, photos: list[bytes], caption: str | None = None) -> list[Sent]:
        """Several photos at once: as many updates; the caption stands at the first."""
        album = f"{self.name} {len(self.chat.messages)}"
        return [
            self.sends_photo(data, None if place else caption, album) for place, data in enumerate(photos)
        ]

    def sends_document(
        self,
        name: str = "report.pdf",
        data: bytes = b"%PDF-1.4",
        caption: str | None = None,
        size: int | None = None,
        album: str | None = None,
    ) -> Sent:
        """A document, or one that is only said to be `size` bytes."""
        return self.sends_file("document", data if size is None else size, name, caption, album)

    def sends_video(
        self, data: bytes = b"video", caption: str | None = None, album: str | None = None
    ) -> Sent:
        """A video."""
        return self.sends_file("video", data, caption=caption, album=album)

    def sends_voice(self, data: bytes = b"OggS", caption: str | None = None) -> Sent:
        """A voice message."""
        return self.sends_file("voice", data, caption=caption)

    def sends_audio(self, data: bytes = b"ID3", caption: str | None = None) -> Sent:
        """A piece of music."""
        return self.sends_file("audio", data, caption=caption)

    def sends_animation(self, data: bytes = b"GIF89a", caption: str | None = None) -> Sent:
        """An animation; Telegram gives it as a document too."""
        return self.sends_file("animation", data, caption=caption)

    def sends_video_note(self, data: bytes = b"note") -> Sent:
        """A round video."""
        return self.sends_file("video_note", data)

    def sends_sticker(self, data: bytes = b"RIFF") -> Sent:
        """A sticker."""
        return self.sends_file("sticker", data)

    def sends_location(self, latitude: float = 31.2304, longitude: float = 121.4737) -> Sent:
        """Where they are (Shanghai, if not said otherwise)."""
        return self.send({"location": {"latitude": latitude, "longitude": longitude}})

    def sends_venue(
        self, title: str, address: str, latitude: float = 31.2304, longitude: float = 121.4737
    ) -> Sent:
        """A place with a name."""
        place = {"latitude": latitude, "longitude": longitude}
        return self.send(
            {"venue": {"location": place, "title": title, "address": address}, "location": place}
        )

    def sends_contact(self, phone: str | None = None, own: bool = True, **more: Any) -> Sent:
        """Their own number, or with own=False somebody else's card."""
        contact: Json = {"phone_number": phone or self.phone, "first_name": self.name if own else "别人"}
        return self.send({"contact": contact | ({"user_id": self.json()["id"]} if own else {})} | more)

    def sends_poll(self, question: str = "?", options: tuple[str, ...] = ("A", "B")) -> Sent:
        """A poll."""
        poll: Json = {"id": "9001", "question": question, "type": "regular", "total_voter_count": 0}
        poll |= dict.fromkeys(
            ("is_closed", "allows_multiple_answers", "allows_revoting", "members_only"), False
        ) | {"is_anonymous": True}
        poll["options"] = [
            {"text": text, "voter_count": 0, "persistent_id": str(at)} for at, text in enumerate(options)
        ]
        return self.send({"poll": poll})

    def sends_dice(self, emoji: str = "🎲", value: int = 3) -> Sent:
        """A die."""
        return self.send({"dice": {"emoji": emoji, "value": value}})

    def json(self) -> Json:
        """Telegram's User."""
        raise NotImplementedError
