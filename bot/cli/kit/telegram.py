"""One question to Telegram: who is our bot? The command line waits five seconds at the most."""

from bot.settings import Settings
from errors import Misconfigured, Passing
from i18n import _

TIMEOUT = 5.0  # seconds


async def bot_name(config: Settings) -> str:
    """Its user name. Raises Misconfigured for a token Telegram does not know, Passing when it cannot be reached."""
    from telegram import Bot
    from telegram.error import InvalidToken, TelegramError
    from telegram.request import HTTPXRequest

    import bot.telegram  # noqa: F401 - prepares PTB

    request = HTTPXRequest(connect_timeout=TIMEOUT, read_timeout=TIMEOUT)
    try:
        async with Bot(
            config.telegram_bot_token, base_url=f"{config.telegram_api_url}/bot", request=request
        ) as telegram:
            return telegram.username
    except InvalidToken:
        raise Misconfigured(_("Telegram does not know the token. Copy it again from @BotFather.")) from None
    except TelegramError as error:
        raise Passing(
            _("{address} cannot be reached: {reason}").format(address=config.telegram_api_url, reason=error)
        ) from None
