"""The steps of a post: calls of the Bot API that send, change or remove its message. Each returns the post after it.

They raise the errors of `bot_api`, for the caller to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from gazette.embedded_metrics import count_swallowed
from gazette.subscriptions.telegram.bot_api import BotApi, Migrated, NoAnswer, Refused
from gazette.subscriptions.telegram.message import Message, build_end, build_post, without_photo
from gazette.subscriptions.telegram.model import Post
from gazette.subscriptions.telegram.present_article import PresentArticle
from gazette.subscriptions.telegram.refusals import is_gone, is_unchanged, needs_operator
from gazette.subscriptions.telegram.repository import PostRepository
from gazette.times import timestamp


class Steps:
    def __init__(self, bot: BotApi, posts: PostRepository) -> None:
        self._bot, self._posts = bot, posts

    def send(self, post: Post, article: PresentArticle, chat: str | int, now: datetime) -> Post:
        """Without the photo if Telegram does not take it: it remembers for days an address that it could not fetch."""
        message = build_post(article)
        try:
            sent = self._call(post, chat, *message.build_send())
        except Refused as error:  # no failure: the post is sent without its photo
            if not message.photo or needs_operator(error):
                raise
            message = without_photo(article)
            sent = self._call(post, chat, *message.build_send())
        return post.settle(
            state="posted",
            article_version=article.version,
            has_photo=bool(message.photo),
            photo=message.photo,
            posted_at=timestamp(now),
            **_read_ids(sent),
        )

    def edit(self, post: Post, article: PresentArticle, chat: str | int, now: datetime) -> Post:
        """Change the message. If its photo is to go, or Telegram does not take the one in its place, begin anew."""
        message = build_post(article, has_photo=post.has_photo)
        if post.has_photo and not message.photo:
            return self._begin_anew(post, article, chat, now)
        changes = {"state": "posted", "article_version": article.version, "photo": message.photo}
        try:
            return self._edit(post, chat, message, **changes)
        except Refused as error:  # no failure: the post is sent anew, with the photo or without it
            if message.photo in ("", post.photo) or needs_operator(error):
                raise
            return self._begin_anew(post, article, chat, now)

    def _begin_anew(self, post: Post, article: PresentArticle, chat: str | int, now: datetime) -> Post:
        """Delete a message whose photo readers are not to see any more. The post then waits to be sent.

        If Telegram does not delete it, its caption is changed, and a person has to remove the photo.
        """
        shown = {"state": "posted", "article_version": article.version}
        try:
            self._call(post, chat, "deleteMessage", {"message_id": post.message_id})
        except Refused as error:  # no failure: a person has deleted the message, or the photo is counted
            if needs_operator(error):
                raise
            if is_gone(error):
                return post.settle(**{**shown, "state": "deleted"})
            count_swallowed("telegram-photo-stays", article=post.article, lang=post.lang)
            caption = replace(build_post(article, has_photo=True), photo="")
            return self._edit(post, chat, caption, **shown, reason="a photo that the article has no more stays")
        sent_anew = {"state": "waiting", "message_id": 0, "has_photo": False, "photo": "", "posted_at": ""}
        return replace(post.settle(**sent_anew), due_at=timestamp(now))

    def end(self, post: Post, article: PresentArticle, chat: str | int, now: datetime) -> Post:
        """Delete the message, or say in it that the article was withdrawn if Telegram does not delete it any more."""
        ended = {"state": "deleted", "article_version": article.version}
        if post.is_deletable(now):
            try:
                self._call(post, chat, "deleteMessage", {"message_id": post.message_id})
            except Refused as error:  # no failure: the message is gone, or is changed instead
                if needs_operator(error):
                    raise
                if is_gone(error):
                    return post.settle(**ended)
            else:
                return post.settle(**ended)
        return self._edit(post, chat, build_end(article), state="ended", article_version=article.version)

    def _edit(self, post: Post, chat: str | int, message: Message, **changes: Any) -> Post:
        try:
            edit = message.build_edit(post.message_id, has_photo=post.has_photo, shown_photo=post.photo)
            self._call(post, chat, *edit)
        except Refused as error:  # no failure: the message has this text, or a person has deleted it
            if is_gone(error):
                return post.settle(**{**changes, "state": "deleted"})
            if not is_unchanged(error):
                raise
        return post.settle(**changes)

    def _call(self, post: Post, chat: str | int, method: str, parameters: Mapping[str, Any]) -> Any:
        try:
            return self._bot.call(method, {"chat_id": chat, **parameters})
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
