"""The web chat as a channel: browsers read the outbox themselves, so that a row is delivered once it is marked sent."""

from bot.delivery.channel import Bytes, Parcel


class WebChannel:
    """Implements `bot.delivery.channel.Channel`."""

    name = "web"

    async def send(self, address: str, parcel: Parcel, number: int, content: Bytes) -> list[str]:
        """A message is named by the number of its row."""
        return [str(number)]

    async def edit(self, address: str, message: str, parcel: Parcel, number: int) -> None:
        """The browser puts the new row in the place of the one that it `edits`."""
