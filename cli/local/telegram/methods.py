"""Methods of the Bot API that the local bot knows, with the errors of Telegram.

https://core.telegram.org/bots/api#available-methods
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from cli.local.telegram.channels import Channels, Message
from cli.local.telegram.markup import BadMarkup, parse

MAX_TEXT, MAX_CAPTION = 4096, 1024
"""UTF-16 units that readers see."""
DELETABLE = timedelta(hours=48)
BOT = {"id": 1, "is_bot": True, "first_name": "Gazette", "username": "gazette_example_bot"}

Parameters = dict[str, Any]


class BotApiError(Exception):
    """`code` and `description` of an answer that is not ok. `parameters` may say when to call again."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    @property
    def answer(self) -> dict[str, Any]:
        parameters = {"parameters": self.parameters} if self.parameters else {}
        return {"ok": False, "error_code": self.code, "description": self.description, **parameters}


class Methods:
    def __init__(self, channels: Channels) -> None:
        self._channels = channels
        self._methods: dict[str, Callable[[Parameters, datetime], Any]] = {
            "getMe": lambda parameters, now: BOT,
            "getChat": lambda parameters, now: self._describe_chat(self._find_channel(parameters)),
            "getChatMember": self._get_member,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageMedia": self._edit_media,
            "deleteMessage": self._delete,
        }

    def call(self, method: str, parameters: Parameters, now: datetime) -> Any:
        """The result of a method. Raises `BotApiError`."""
        if method not in self._methods:
            raise BotApiError(404, "Not Found: method not found")
        return self._methods[method](parameters, now)

    def _get_member(self, parameters: Parameters, _now: datetime) -> Any:
        self._find_channel(parameters)
        rights = ("can_post_messages", "can_edit_messages", "can_delete_messages")
        return {"user": BOT, "status": "administrator", **dict.fromkeys(rights, True)}

    def _send_message(self, parameters: Parameters, now: datetime) -> Any:
        channel, text = self._find_channel(parameters), _check_text(parameters, "text", MAX_TEXT)
        return self._describe(self._channels.add(channel, now, text, ""))

    def _send_photo(self, parameters: Parameters, now: datetime) -> Any:
        channel, caption = self._find_channel(parameters), _check_text(parameters, "caption", MAX_CAPTION)
        return self._describe(self._channels.add(channel, now, caption, _check_photo(parameters, "photo")))

    def _edit_text(self, parameters: Parameters, _now: datetime) -> Any:
        message = self._find_message(parameters, "edit")
        if message.photo:
            raise BotApiError(400, "Bad Request: there is no text in the message to edit")
        return self._edit(message, _check_text(parameters, "text", MAX_TEXT))

    def _edit_caption(self, parameters: Parameters, _now: datetime) -> Any:
        message = self._find_message(parameters, "edit")
        if not message.photo:
            raise BotApiError(400, "Bad Request: there is no caption in the message to edit")
        return self._edit(message, _check_text(parameters, "caption", MAX_CAPTION))

    def _edit_media(self, parameters: Parameters, _now: datetime) -> Any:
        message, media = self._find_message(parameters, "edit"), parameters.get("media")
        if not isinstance(media, dict) or media.get("type") != "photo":
            raise BotApiError(400, "Bad Request: the local bot knows media of the type photo only")
        return self._edit(message, _check_text(media, "caption", MAX_CAPTION), _check_photo(media, "media"))

    def _edit(self, message: Message, text: str, photo: str | None = None) -> Any:
        photo = message.photo if photo is None else photo
        if (message.text, message.photo) == (text, photo):
            raise BotApiError(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message",
            )
        return self._describe(self._channels.change(message, text=text, photo=photo))

    def _delete(self, parameters: Parameters, now: datetime) -> Any:
        message = self._find_message(parameters, "delete")
        if now - datetime.fromtimestamp(message.date, UTC) >= DELETABLE:
            raise BotApiError(400, "Bad Request: message can't be deleted")
        self._channels.change(message, deleted=True)
        return True

    def _find_channel(self, parameters: Parameters) -> str:
        channel = self._channels.find_name(parameters.get("chat_id"))
        if channel is None:
            raise BotApiError(400, "Bad Request: chat not found")
        return channel

    def _find_message(self, parameters: Parameters, verb: str) -> Message:
        message = self._channels.find(self._find_channel(parameters), parameters.get("message_id"))
        if message is None:
            raise BotApiError(400, f"Bad Request: message to {verb} not found")
        return message

    def _describe_chat(self, channel: str) -> dict[str, Any]:
        return {"id": self._channels.ids[channel], "type": "channel", "title": channel, "username": channel}

    def _describe(self, message: Message) -> dict[str, Any]:
        shown = {"photo": [], "caption": parse(message.text)} if message.photo else {"text": parse(message.text)}
        chat = self._describe_chat(message.channel)
        return {"message_id": message.id, "date": message.date, "chat": chat, **shown}


def _check_photo(parameters: Parameters, name: str) -> str:
    """The address of a photo. Raises `BotApiError`."""
    photo = str(parameters.get(name, ""))
    if not photo.startswith(("http://", "https://")):
        raise BotApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
    return photo


def _check_text(parameters: Parameters, name: str, limit: int) -> str:
    """The text or caption of a message in HTML mode. Raises `BotApiError`."""
    text = str(parameters.get(name, ""))
    if parameters.get("parse_mode") != "HTML":
        raise BotApiError(400, "Bad Request: the local bot knows the parse_mode HTML only")
    try:
        shown = parse(text).strip()
    except BadMarkup as error:
        raise BotApiError(400, f"Bad Request: {error}") from None
    if not shown and name == "text":
        raise BotApiError(400, "Bad Request: message text is empty")
    if len(shown.encode("utf-16-le")) // 2 > limit:
        raise BotApiError(400, f"Bad Request: message {'caption ' if name == 'caption' else ''}is too long")
    return text
