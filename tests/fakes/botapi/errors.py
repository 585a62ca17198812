"""What the stand-in answers instead of a result, in Telegram's own words."""

from typing import Any


class ApiError(Exception):
    """A refusal as the Bot API gives it: HTTP status, description, response parameters."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def again(self) -> "ApiError":
        """A fresh one with the same words: an exception is not raised twice."""
        return ApiError(self.status, self.description, **self.parameters)

    def body(self) -> dict[str, Any]:
        """The JSON that goes over the wire."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


class GarbledError(Exception):
    """The answer is no JSON (asked for by a test)."""


class CutError(Exception):
    """The connection breaks before the answer is through (asked for by a test)."""


def bad(description: str) -> ApiError:
    """400, the commonest refusal."""
    return ApiError(400, f"Bad Request: {description}")


NEVER_MET = bad("chat not found")
"""Why a chat refuses the bot as long as nobody has written in it."""


def forbidden(description: str) -> ApiError:
    """403: the person or the group does not want the bot."""
    return ApiError(403, f"Forbidden: {description}")


def conflict(description: str) -> ApiError:
    """409: two ways of receiving updates at once."""
    return ApiError(409, f"Conflict: {description}")


def too_many(seconds: int) -> ApiError:
    """429: come back in so many seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
