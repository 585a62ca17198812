"""Whether a file is a picture that can be printed: what people send may be anything."""

from io import BytesIO

from PIL import Image


def is_picture(content: bytes) -> bool:
    try:
        with Image.open(BytesIO(content)) as image:
            image.verify()
    except (OSError, SyntaxError, ValueError):
        return False
    return True
