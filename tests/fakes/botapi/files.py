"""Files: kept as they were uploaded, known by their file_id, given back byte for byte."""

import mimetypes
from dataclasses import dataclass

from .errors import ApiError, bad
from .params import Json, Params

DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
FORMS: dict[str, tuple[str, str, Json]] = {
    "photo": ("photo.jpg", "image/jpeg", {"width": 1280, "height": 960}),
    "document": ("document.bin", "", {}),
    "video": ("video.mp4", "video/mp4", {"width": 640, "height": 360, "duration": 5}),
    "voice": ("voice.oga", "audio/ogg", {"duration": 3}),
    "audio": ("audio.mp3", "audio/mpeg", {"duration": 60}),
    "animation": ("animation.mp4", "video/mp4", {"width": 320, "height": 240, "duration": 2}),
    "video_note": ("note.mp4", "video/mp4", {"length": 240, "duration": 4}),
    "sticker": (
        "sticker.webp",
        "image/webp",
        {
            "width": 512,
            "height": 512,
            "type": "regular",
            "is_animated": False,
            "is_video": False,
            "emoji": "👍",
        },
    ),
}
"""Kind of file → usual name, type, and the fields that only this kind has."""
NAMELESS = ("photo", "voice", "video_note", "sticker")


@dataclass(frozen=True)
class File:
    """One stored file. `content` is None for one that is only said to be so large."""

    file_id: str
    name: str
    mime: str
    size: int
    data: bytes | None

    @property
    def path(self) -> str:
        """Where it is downloaded, below /file/bot<token>/."""
        return f"files/{self.file_id}{self.name[self.name.rfind('.') :] if '.' in self.name else ''}"

    @property
    def content(self) -> bytes:
        """The bytes; zeros if only a size was given."""
        return bytes(self.size) if self.data is None else self.data

    def json(self) -> Json:
        """The fields that every kind of file has."""
        return {"file_id": self.file_id, "file_unique_id": f"u{self.file_id}", "file_size": self.size}


class Files:
    """All files of the stand-in."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}

    def keep(self, kind: str, data: bytes | int, name: str = "", mime: str = "") -> File:
        """Store content, or only a size, as a file of this kind."""
        usual_name, usual_mime, _ = FORMS[kind]
        name = name or usual_name
        mime = usual_mime or mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        size = data if isinstance(data, int) else len(data)
        file_id = f"{kind}-{len(self._by_id) + 1:06}"
        file = File(file_id, name, mime, size, None if isinstance(data, int) else data)
        self._by_id[file_id] = file
        return file

    def find(self, file_id: str) -> File:
        """A stored file, or Telegram's refusal."""
        if file_id not in self._by_id:
            raise bad("invalid file_id")
        return self._by_id[file_id]

    def at(self, path: str) -> File:
        """The file that is downloaded from this path."""
        for file in self._by_id.values():
            if file.path == path and file.size <= DOWNLOAD_LIMIT:
                return file
        raise ApiError(404, "Not Found: file not found")

    def given(self, kind: str, params: Params, source: str) -> File:
        """The file a request sends: uploaded under its own name, attach://…, or a file_id."""
        upload = params.uploads.get(source.removeprefix("attach://") if source else kind)
        if upload is None:
            return self._again(kind, source)
        if not upload.content:
            raise bad("file must be non-empty")
        if len(upload.content) > UPLOAD_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        if kind == "photo" and _is_long(upload.content):
            raise bad("PHOTO_INVALID_DIMENSIONS")
        return self.keep(kind, upload.content, upload.name, upload.mime)

    def _again(self, kind: str, file_id: str) -> File:
        """A file that Telegram has already; its kind cannot change."""
        if file_id not in self._by_id:
            raise bad(
                "wrong file identifier/HTTP URL specified"
                if file_id
                else f"there is no {kind} in the request"
            )
        was = file_id.rpartition("-")[0]
        if was != kind:
            raise bad(f"can't use file of type {was.title()} as {kind.title()}")
        return self._by_id[file_id]


def _is_long(content: bytes) -> bool:
    """A PNG whose sides are more than 10,000 together, or one 20 times the other."""
    if not content.startswith(b"\x89PNG"):
        return False
    wide, high = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
    return wide + high > 10_000 or max(wide, high) > 20 * min(wide, high)


def shown(kind: str, file: File) -> Json:
    """The part of a message that carries the file."""
    _, _, extra = FORMS[kind]
    if kind == "photo":
        small = file.json() | {"width": 90, "height": 68}
        return {"photo": [small, file.json() | extra]}
    named = {} if kind in NAMELESS else {"file_name": file.name}
    typed = {} if kind in ("video_note", "sticker") else {"mime_type": file.mime}
    body = {kind: file.json() | named | typed | extra}
    return body | ({"document": file.json() | named | typed} if kind == "animation" else {})
