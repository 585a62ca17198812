"""What python-telegram-bot needs and gives no public name: `RequestData` is made of it. The only file that knows its place."""

from telegram.request._requestparameter import RequestParameter

__all__ = ["RequestParameter"]
