"""The methods about the bot itself: who it is, how it receives, its menu, its files."""

import json
import re

from .errors import bad, conflict
from .files import DOWNLOAD_LIMIT
from .params import METHODS, Json, Method, Params, method
from .server import BotApi


@method
def getme(api: BotApi, _: Params) -> Json:
    """getMe."""
    flags = ("can_join_groups", "can_read_all_group_messages")
    absent = ("supports_inline_queries", "can_connect_to_business", "has_main_web_app")
    return api.me | dict.fromkeys(flags, True) | dict.fromkeys(absent, False)


@method
def logout(_: BotApi, __: Params) -> bool:
    """logOut."""
    return True


METHODS["close"] = logout


@method
async def getupdates(api: BotApi, params: Params) -> list[Json]:
    """getUpdates."""
    if api.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    api.updates.allow(params.parsed("allowed_updates"))
    limit = params.number("limit") or 100
    timeout = max(0, min(params.number("timeout") or 0, 50))
    return await api.updates.poll(params.number("offset") or 0, limit if 1 <= limit <= 100 else 100, timeout)


@method
async def setwebhook(api: BotApi, params: Params) -> bool:
    """setWebhook; plain http is let through, as a local Bot API server does."""
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        await deletewebhook(api, params)
        return True
    if not re.match(r"https?://\w", url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad("secret token contains unallowed characters")
    _drop(api, params)
    api.updates.allow(params.parsed("allowed_updates"))
    api.updates.end_poll("setWebhook request")
    api.webhook.start(url, secret, params.number("max_connections") or 40)
    return True


@method
async def deletewebhook(api: BotApi, params: Params) -> bool:
    """deleteWebhook."""
    api.webhook.stop()
    _drop(api, params)
    return True


def _drop(api: BotApi, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        api.updates.pending.clear()


@method
def getwebhookinfo(api: BotApi, _: Params) -> Json:
    """getWebhookInfo."""
    hook = api.webhook
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(api.updates.pending),
        "allowed_updates": api.updates.allowed,
    }
    if hook.url:
        info["max_connections"] = hook.max_connections
    if hook.last_error:
        info |= {"last_error_date": int(api.now().timestamp()), "last_error_message": hook.last_error}
    return info


def _menu_key(params: Params) -> tuple[str, str]:
    scope = params.parsed("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), params.text("language_code")


@method
def setmycommands(api: BotApi, params: Params) -> bool:
    """setMyCommands, for a scope and a language."""
    commands: list[Json] = params.parsed("commands") or []
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "").removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    api.menus[_menu_key(params)] = commands
    return True


@method
def getmycommands(api: BotApi, params: Params) -> list[Json]:
    """getMyCommands: exactly of this scope and language."""
    return api.menus.get(_menu_key(params), [])


@method
def deletemycommands(api: BotApi, params: Params) -> bool:
    """deleteMyCommands."""
    api.menus.pop(_menu_key(params), None)
    return True


@method
def getfile(api: BotApi, params: Params) -> Json:
    """getFile: up to 20 MB."""
    file = api.files.find(params.text("file_id"))
    if file.size > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return file.json() | {"file_path": file.path}


def _noted(name: str) -> Method:
    def note(api: BotApi, params: Params) -> bool:
        api.profile[name, params.text("language_code")] = dict(params.values)
        return True

    return note


PROFILE = (
    "setMyName",
    "setMyDescription",
    "setMyShortDescription",
    "setChatMenuButton",
    "setMyDefaultAdministratorRights",
)
METHODS.update({name.lower(): _noted(name) for name in PROFILE})
