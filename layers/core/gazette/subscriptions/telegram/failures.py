"""What becomes of a post after a step that failed: it waits for the next try, or is settled for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from gazette.embedded_metrics import count_swallowed
from gazette.subscriptions.telegram.bot_api import BotApiError, NoAnswer, Refused, Throttled
from gazette.subscriptions.telegram.model import FIRST_PAUSE, SLOW_PAUSE, Post, Step
from gazette.subscriptions.telegram.present_article import PresentArticle
from gazette.subscriptions.telegram.refusals import needs_operator
from gazette.subscriptions.telegram.repository import PostRepository


class Failures:
    def __init__(self, posts: PostRepository, clock: Callable[[], datetime]) -> None:
        self._posts, self._clock = posts, clock

    def judge(self, error: BotApiError, step: Step, post: Post, article: PresentArticle) -> Post:
        """The post after an error of a step. Edits and deletions are repeated after any of them, posts are not."""
        match error:
            case Throttled():
                until = self._clock() + timedelta(seconds=error.seconds)
                self._posts.pause_channel(post.channel, until)
                return self.wait_until(post, article, until)
            case NoAnswer() if step == "send":
                return self.note_unknown(post, article, "no answer")
            case Refused() if needs_operator(error):
                return self.wait_for_operator(post, article, error.description or str(error), code=error.code)
            case Refused():
                return self._refuse(error, step, post, article)
        return self._wait(post, article, self._clock() + post.choose_pause(FIRST_PAUSE), str(error))

    def note_unknown(self, post: Post, article: PresentArticle, reason: str) -> Post:
        """The post that the channel may have. It is never sent again by itself."""
        count_swallowed("telegram-post-unknown", article=post.article)
        return post.settle(state="unknown", article_version=article.version, reason=reason)

    def wait_until(self, post: Post, article: PresentArticle, until: datetime) -> Post:
        """The post while Telegram accepts no calls for its channel."""
        return self._wait(post, article, until, "Telegram pauses the channel")

    def wait_for_operator(self, post: Post, article: PresentArticle, reason: str, code: int = 0) -> Post:
        """The post whose channel or bot an operator has to repair. It is tried again, slowly."""
        count_swallowed("telegram-channel-refuses", article=post.article, lang=post.lang, code=code)
        return self._wait(post, article, self._clock() + post.choose_pause(SLOW_PAUSE), reason)

    def _refuse(self, error: Refused, step: Step, post: Post, article: PresentArticle) -> Post:
        """The post whose text Telegram does not take. The next version of the article is tried again."""
        count_swallowed("telegram-post-refused", article=post.article, code=error.code)
        refused = replace(post, state="refused") if step == "send" else post
        return refused.settle(article_version=article.version, reason=error.description)

    def _wait(self, post: Post, article: PresentArticle, until: datetime, reason: str) -> Post:
        waiting = post.wait(until, reason, self._clock())
        if waiting is not None:
            return waiting
        count_swallowed("telegram-post-given-up", article=post.article)
        given_up = replace(post, state="given-up") if post.state == "waiting" else post
        return given_up.settle(article_version=article.version, reason=f"given up: {reason}")
