"""Telegram: its updates become `Said`, our parcels become its messages. Nothing of it goes further in."""

import os

# python-telegram-bot 22 warns at every 429 unless asked for the coming type of `retry_after`.
os.environ.setdefault("PTB_TIMEDELTA", "true")
