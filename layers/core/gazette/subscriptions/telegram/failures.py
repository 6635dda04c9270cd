"""What becomes of a post after a step that failed: it waits for the next try, or the step is given up.

A message that readers must not see any more is the worst case. So its removal is tried for longer than other steps, and
what fails of it is counted long before it is given up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from gazette.embedded_metrics import count_swallowed
from gazette.subscriptions.telegram.answers import BotApiError, NoAnswer, Refused, Throttled
from gazette.subscriptions.telegram.model import (
    FIRST_PAUSE,
    MAX_REMOVAL_WAIT,
    MAX_WAIT,
    MAY_STAY,
    SHOWN,
    SLOW_PAUSE,
    Post,
    Step,
)
from gazette.subscriptions.telegram.present_article import PresentArticle
from gazette.subscriptions.telegram.refusals import needs_operator
from gazette.subscriptions.telegram.repository import PostRepository

REMOVAL_ALARM = timedelta(hours=1)
"""A removal that fails for longer is counted with each try."""


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
                return self.note_unknown(post, "no answer")
            case Refused() if needs_operator(error):
                return self.wait_for_operator(post, article, _read(error), code=error.code)
            case Refused() if _is_removal(post, article):
                return self._wait(post, article, self._clock() + post.choose_pause(SLOW_PAUSE), _read(error))
            case Refused():
                return self._refuse(error, step, post, article)
        return self._wait(post, article, self._clock() + post.choose_pause(FIRST_PAUSE), str(error))

    def note_unknown(self, post: Post, reason: str) -> Post:
        """The post that the channel may have. It is never sent again by itself."""
        count_swallowed("telegram-post-unknown", article=post.article)
        return post.finish(state="unknown", reason=reason)

    def warn(self, post: Post, article: PresentArticle) -> Post:
        """The unknown post that the channel must not have any more: only a person can look, and delete it."""
        count_swallowed("telegram-post-stays", article=post.article, lang=post.lang)
        return post.finish(article_version=article.version, reason=MAY_STAY)

    def note_wanted(self, post: Post, article: PresentArticle) -> Post:
        """The unknown post of an article that is wanted again: nothing is wrong with a post in the channel."""
        return post.finish(article_version=article.version, reason="Telegram's answer was lost")

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
        return refused.finish(failed_version=article.version, reason=_describe(_read(error), post, article))

    def _wait(self, post: Post, article: PresentArticle, until: datetime, reason: str) -> Post:
        now, removal, reason = self._clock(), _is_removal(post, article), _describe(reason, post, article)
        if removal and post.waits_longer_than(REMOVAL_ALARM, now):
            count_swallowed("telegram-post-stays", article=post.article, lang=post.lang)
        waiting = post.wait(until, reason, now, MAX_REMOVAL_WAIT if removal else MAX_WAIT)
        if waiting is not None:
            return waiting
        count_swallowed("telegram-post-given-up", article=post.article)
        given_up = replace(post, state="given-up") if post.state == "waiting" else post
        return given_up.finish(failed_version=article.version, reason=f"given up, {reason}")


def _is_removal(post: Post, article: PresentArticle) -> bool:
    """Whether a message is in the channel that readers must not see any more."""
    return post.state in SHOWN and not article.is_wanted


def _read(error: Refused) -> str:
    """Telegram's words."""
    return error.description or str(error)


def _describe(reason: str, post: Post, article: PresentArticle) -> str:
    """The reason with what has not been done."""
    done = "removed" if _is_removal(post, article) else "changed" if post.state in SHOWN else "sent"
    return f"not {done}: {reason}"
