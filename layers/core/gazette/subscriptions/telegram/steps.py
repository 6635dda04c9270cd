"""The steps of a post: calls of the Bot API that send, change or remove its message. Each returns the post after it.

They raise the errors of `answers`, for the caller to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from gazette.embedded_metrics import count_swallowed
from gazette.subscriptions.telegram.answers import Migrated, NoAnswer, Refused
from gazette.subscriptions.telegram.bot_api import BotApi
from gazette.subscriptions.telegram.message import Message, build_end, build_post
from gazette.subscriptions.telegram.model import Post, Step
from gazette.subscriptions.telegram.present_article import PresentArticle
from gazette.subscriptions.telegram.refusals import is_gone, is_unchanged, needs_operator
from gazette.subscriptions.telegram.repository import PostRepository
from gazette.times import timestamp


def build_message(step: Step, post: Post, article: PresentArticle) -> Message:
    """What a step shows: the new message, the changed one, or what replaces one that Telegram does not delete.

    It is built before the post is claimed, so that an error of it leaves the post as it was.
    """
    if step == "send":
        return build_post(article)
    return build_post(article, has_photo=post.has_photo) if step == "edit" else build_end(article)


class Steps:
    """Calls about the channel `chat`: its id, or its name with an @."""

    def __init__(self, bot: BotApi, posts: PostRepository, chat: str | int, now: datetime) -> None:
        self._bot, self._posts, self._chat, self._now = bot, posts, chat, now

    def carry_out(self, step: Step, post: Post, message: Message, version: int) -> Post:
        """The post after a step. `message` is that of `build_message` for this version of the article."""
        if step == "send":
            return self._send(post, message, version)
        if step == "edit":
            return self._change(post, message, version)
        return self._end(post, message, version)

    def _send(self, post: Post, message: Message, version: int) -> Post:
        """Without the photo if Telegram does not take it: it remembers for days an address that it could not fetch."""
        try:
            sent = self._call(post, *message.build_send())
        except Refused as error:  # no failure: the post is sent without its photo
            if message.as_text is None or needs_operator(error):
                raise
            message = message.as_text
            sent = self._call(post, *message.build_send())
        return post.finish(
            state="posted",
            article_version=version,
            has_photo=bool(message.photo),
            photo=message.photo,
            posted_at=timestamp(self._now),
            **_read_ids(sent),
        )

    def _change(self, post: Post, message: Message, version: int) -> Post:
        """Change the message. If its photo is to go, or Telegram does not take the one in its place, begin anew."""
        if post.has_photo and not message.photo:
            return self._begin_anew(post, message, version)
        changes = {"state": "posted", "article_version": version, "photo": message.photo}
        try:
            return self._edit(post, message, **changes)
        except Refused as error:  # no failure: the post is sent anew, with the photo or without it
            if message.photo in ("", post.photo) or needs_operator(error):
                raise
            return self._begin_anew(post, message, version)

    def _begin_anew(self, post: Post, message: Message, version: int) -> Post:
        """Delete a message whose photo readers are not to see any more. The post then waits to be sent.

        If Telegram does not delete it, its caption is changed, and a person has to remove the photo.
        """
        shown = {"state": "posted", "article_version": version}
        try:
            self._call(post, "deleteMessage", {"message_id": post.message_id})
        except Refused as error:  # no failure: a person has deleted the message, or the photo is counted
            if needs_operator(error):
                raise
            if is_gone(error):
                return self._note_gone(post, version)
            count_swallowed("telegram-photo-stays", article=post.article, lang=post.lang)
            caption = replace(message, photo="")
            return self._edit(post, caption, **shown, reason="a photo that the article has no more stays")
        sent_anew = {"state": "waiting", "message_id": 0, "has_photo": False, "photo": "", "posted_at": ""}
        return replace(post.finish(**sent_anew), due_at=timestamp(self._now))

    def _end(self, post: Post, message: Message, version: int) -> Post:
        """Delete the message, or say in it that the article was withdrawn if Telegram does not delete it any more.

        Its photo then stays, for a person to remove.
        """
        ended = {"state": "deleted", "article_version": version}
        if post.is_deletable(self._now):
            try:
                self._call(post, "deleteMessage", {"message_id": post.message_id})
            except Refused as error:  # no failure: the message is gone, or is changed instead
                if needs_operator(error):
                    raise
                if is_gone(error):
                    return post.finish(**ended)
            else:
                return post.finish(**ended)
        stays = {"reason": "the photo of an article that was withdrawn stays"} if post.has_photo else {}
        after = self._edit(post, message, state="ended", article_version=version, **stays)
        if stays and after.state == "ended":
            count_swallowed("telegram-photo-stays", article=post.article, lang=post.lang)
        return after

    def _edit(self, post: Post, message: Message, **changes: Any) -> Post:
        try:
            edit = message.build_edit(post.message_id, has_photo=post.has_photo, shown_photo=post.photo)
            self._call(post, *edit)
        except Refused as error:  # no failure: the message has this text, or a person has deleted it
            if is_gone(error):
                return self._note_gone(post, changes["article_version"], ends=changes["state"] == "ended")
            if not is_unchanged(error):
                raise
        return post.finish(**changes)

    def _note_gone(self, post: Post, version: int, *, ends: bool = False) -> Post:
        """The post whose message is not in the channel: a person has deleted it, or it is another channel."""
        if not ends:
            count_swallowed("telegram-post-gone", article=post.article, lang=post.lang)
        return post.finish(state="deleted", article_version=version)

    def _call(self, post: Post, method: str, parameters: Mapping[str, Any]) -> Any:
        try:
            return self._bot.call(method, {"chat_id": self._chat, **parameters})
        except Migrated as moved:  # no failure: the call is repeated with the new id
            self._posts.move_channel(post.channel, moved.chat_id)
            return self._bot.call(method, {"chat_id": moved.chat_id, **parameters})


def _read_ids(sent: Any) -> dict[str, int]:
    """The ids of a new message and of its chat. Raises `NoAnswer` if there is no message."""
    match sent:
        case {"message_id": int(message_id), "chat": {"id": int(chat_id)}}:
            return {"message_id": message_id, "chat_id": chat_id}
        case {"message_id": int(message_id)}:
            return {"message_id": message_id}
    raise NoAnswer("the answer has no message")
