"""Whether a file is a picture that can be printed: what people send may be anything.

Its size is read before anything is decoded: a few bytes can be a picture of gigabytes.
"""

import warnings
from io import BytesIO

from PIL import Image

MOST_PIXELS = 50_000_000  # pixels: the largest of a phone; such a picture needs 150 MB of memory
FORMATS = (
    "JPEG",
    "PNG",
    "GIF",
    "WEBP",
    "BMP",
    "TIFF",
)  # other formats start external programs, or do not come from a camera


def is_picture(content: bytes) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    return False
                image.load()  # a truncated picture is refused
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def picture_format(content: bytes) -> str:
    """`png`, `jpeg` …: as files of the kind end."""
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        return (image.format or "PNG").lower()
