"""What a person sees in a chat: the messages of the bot."""

from .chats import Chat, Sent
from .markup import Button, buttons


class Sees:
    """The view on one chat. Deleted messages stay in `messages`, and are not seen."""

    @property
    def chat(self) -> Chat:
        """The chat that is looked at."""
        raise NotImplementedError

    @property
    def topic(self) -> int | None:
        """The topic that is looked at; None for the whole chat."""
        return None

    @property
    def messages(self) -> list[Sent]:
        """Everything the bot sent here, oldest first; service messages are not among it."""
        every = (sent for sent in self.chat.messages.values() if sent.by_bot and sent.kind != "service")
        return [sent for sent in every if self.topic is None or sent.topic == self.topic]

    @property
    def visible(self) -> list[Sent]:
        """What was not deleted."""
        return [sent for sent in self.messages if not sent.deleted]

    @property
    def last(self) -> Sent:
        """The newest message."""
        assert self.visible, "the bot has sent nothing here"
        return self.visible[-1]

    @property
    def texts(self) -> list[str]:
        """Texts and captions, oldest first."""
        return [sent.text for sent in self.visible]

    def sees(self, fragment: str) -> bool:
        """Whether it stands in any message."""
        return any(fragment in text for text in self.texts)

    def message(self, fragment: str) -> Sent:
        """The newest message in which it stands."""
        found = [sent for sent in self.visible if fragment in sent.text]
        assert found, f"no message says {fragment!r}; there are:\n{self.transcript()}"
        return found[-1]

    def transcript(self) -> str:
        """All messages, for a failing test."""
        return "\n".join(map(repr, self.visible)) or "(nothing)"

    @property
    def keyboard(self) -> list[list[Button]]:
        """The reply keyboard that shows now."""
        for sent in reversed(self.messages):  # what was taken away stays so, though its message is deleted
            if sent.markup and "remove_keyboard" in sent.markup:
                return []
            if sent.markup and "keyboard" in sent.markup:
                return buttons(sent.markup["keyboard"])
        return []
