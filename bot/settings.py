"""Settings: from the environment and `.env`, checked at the start. `.env.example` names them all.

A wrong value stops the start with one message that names every bad setting.
"""

import hashlib
import re
from functools import cached_property

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from errors import Misconfigured
from i18n import DEFAULT_ZONE, LANGUAGES, is_zone

DRIVERS = ("sqlite+aiosqlite", "postgresql+psycopg")


class Settings(BaseSettings):
    """One desk. Field descriptions are the help lines of `.env.example` (a test keeps the two alike)."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    telegram_bot_token: str = Field(
        default="", description="token from @BotFather; empty: no Telegram, the web chat alone"
    )
    kefu_demo: str = Field(
        default="",
        description="yes: the demo company; no: a real one, with or without Telegram; empty: the demo if there is no token",
    )
    kefu_pictures: str = Field(
        default="",
        description="yes: the text in customers' pictures is read; no: it is not; empty: it is, where the extra kefu[pictures] is installed (a demo: and 2 GB of memory are free)",
    )
    telegram_api_url: str = Field(
        default="https://api.telegram.org", description="root address of the Bot API server"
    )
    telegram_messages_a_second: int = Field(
        default=28,
        ge=1,
        le=1000,
        description="messages a second that Telegram takes from this bot, chats together",
    )
    database_url: str = Field(
        default="",
        description="where everything is kept, SQLite or PostgreSQL; empty: data/kefu.db, or data/demo.db for the demo",
    )
    web_host: str = Field(default="127.0.0.1", description="address the web chat listens on")
    web_port: int = Field(
        default=8080, ge=0, le=65535, description="port the web chat listens on; 0: any that is free"
    )
    web_url: str = Field(
        default="",
        description="public address of the web chat, for invite links; empty: WEBHOOK_URL, or this machine",
    )
    webhook_url: str = Field(default="", description="public https address of this desk; empty: long polling")
    webhook_secret: str = Field(
        default="", description="secret Telegram sends with each request; empty: made from the token"
    )
    tracker_secret: str = Field(
        default="",
        description="secret R&D's tracker sends with each status to /tracker; empty: it cannot send any",
    )
    kefu_language: str = Field(
        default="zh", description="language of people who have not chosen one: zh or en"
    )
    time_zone: str = Field(default=DEFAULT_ZONE, description="time zone of the company")
    erased_file: str = Field(
        default="",
        description="list of what was erased, for restored backups; empty: beside the SQLite file, or data/kefu.erased",
    )
    company_name: str = Field(
        default="", max_length=60, description="the company's name, as customers and papers show it"
    )
    company_logo: str = Field(
        default="", description="a PNG, JPEG or SVG file with the company's logo, for the web page and papers"
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR")

    @field_validator("telegram_bot_token")
    @classmethod
    def _token(cls, value: str) -> str:
        if value and not re.fullmatch(r"\d{3,20}:[A-Za-z0-9_-]{5,100}", value):
            raise ValueError("should look like 123456:ABC-DEF, as @BotFather gives it")
        return value

    @field_validator("telegram_api_url", "web_url", "webhook_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
            raise ValueError("should be an address like https://example.org")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        try:
            driver = make_url(value).drivername if value else DRIVERS[0]
        except ArgumentError:
            driver = ""
        if driver not in DRIVERS:
            raise ValueError(
                "should be like sqlite+aiosqlite:///data/kefu.db or postgresql+psycopg://kefu:password@host/kefu"
            )
        return value

    @field_validator("webhook_secret", "tracker_secret")
    @classmethod
    def _secret(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value):
            raise ValueError("should be 16 to 256 letters, digits, _ or -")
        return value

    @field_validator("kefu_language")
    @classmethod
    def _language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError("should be zh or en")
        return value

    @field_validator("kefu_demo", "kefu_pictures")
    @classmethod
    def _yes_or_no(cls, value: str) -> str:
        if value.lower() not in ("", "yes", "no"):
            raise ValueError("should be yes or no")
        return value.lower()

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if not is_zone(value):
            raise ValueError("should be the name of a time zone like Asia/Shanghai")
        return value

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("should be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @model_validator(mode="after")
    def _webhook_needs_token(self) -> "Settings":
        if self.webhook_url and not self.telegram_bot_token:
            raise ValueError("WEBHOOK_URL needs a TELEGRAM_BOT_TOKEN")
        if self.kefu_demo == "yes" and self.telegram_bot_token:
            raise ValueError(
                "KEFU_DEMO: demo people have no Telegram. Leave TELEGRAM_BOT_TOKEN empty, or say no"
            )
        return self

    @property
    def database(self) -> str:
        """Demo people never share a database with real ones."""
        return self.database_url or f"sqlite+aiosqlite:///data/{'demo' if self.demo else 'kefu'}.db"

    @property
    def public_address(self) -> str:
        """Where the world finds this desk; "" without a proxy before it."""
        return self.web_url or self.webhook_url

    @property
    def web_address(self) -> str:
        """Where people open the web chat."""
        host = "localhost" if self.web_host in ("127.0.0.1", "0.0.0.0", "::1", "::") else self.web_host
        return self.public_address or f"http://{host}:{self.web_port}"

    @property
    def demo(self) -> bool:
        """Demo people exist only without Telegram, and only in a database of their own."""
        return self.kefu_demo == "yes" or not (self.kefu_demo or self.telegram_bot_token)

    @cached_property
    def secret(self) -> str:
        """What Telegram must send with each webhook request."""
        digest = hashlib.sha256(f"webhook:{self.telegram_bot_token}".encode()).hexdigest()
        return self.webhook_secret or digest


def load() -> Settings:
    """Raises Misconfigured with one line for each bad setting."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [_explain(problem["loc"], problem["msg"]) for problem in error.errors()]
        raise Misconfigured("\n".join(lines)) from None


def _explain(where: tuple[int | str, ...], what: str) -> str:
    what = what.removeprefix("Value error, ")
    return f"{str(where[0]).upper()}: {what}" if where else what
