"""Brings the post of an article into agreement with the article, whatever event says that it may have changed.

Events come twice, late and in any order. So a step depends only on the article as readers see it now, and on the state
of its post. A worker claims the post by a conditional write before it calls Telegram; of two workers one has the claim.
After its step it looks at both again, so an event that the other one left to it is not lost.

One window cannot be closed: if a worker dies between its claim and the write of Telegram's answer, nobody knows whether
the post is in the channel. It is then `unknown`, counted, and not sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from gazette.aws.public.parameters import ParameterDamaged, ParameterMissing
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Unavailable
from gazette.subscriptions.telegram.answers import BotApiError, NotReached
from gazette.subscriptions.telegram.bot_api import BotApi
from gazette.subscriptions.telegram.failures import Failures
from gazette.subscriptions.telegram.model import UNSENT, Post, Step, choose_step
from gazette.subscriptions.telegram.present_article import PresentArticle, PresentArticles
from gazette.subscriptions.telegram.repository import PostRepository, StalePost
from gazette.subscriptions.telegram.steps import Steps, build_message
from gazette.times import parse_timestamp, timestamp

MAX_STEPS = 5
"""Steps of one call. Each of them follows a change of the article during the step before."""
NOTHING, WAITS, FORGOTTEN = "nothing", "waits", "forgotten"
"""Outcomes beside the states of a post."""


class Announcer:
    """`channels` are the names of the channels by language. `clock` returns the present moment."""

    def __init__(
        self,
        articles: PresentArticles,
        posts: PostRepository,
        bot: BotApi,
        channels: Mapping[str, str],
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._articles, self._posts, self._bot, self._channels = articles, posts, bot, channels
        self._failures, self._clock, self._new_id = Failures(posts, clock), clock, new_id

    def process(self, id: str, *, may_announce: bool = False) -> str:
        """Take all steps that the post of an article needs. Returns the last outcome.

        `may_announce` allows the first post of an article. Raises `Unavailable` if the article changes all the time.
        """
        outcome = NOTHING
        try:
            for _ in range(MAX_STEPS):
                next_outcome = self._take_step(id, may_announce)
                if next_outcome is None:
                    return outcome
                outcome = next_outcome
        except StalePost:  # no failure: the other worker looks at the article after its step
            return outcome
        raise Unavailable()

    def process_due(self, has_time: Callable[[], bool], *, first: str) -> Iterator[tuple[str, str]]:
        """Process all posts that are due, in order, if `first` is the first of them. Yields article and outcome.

        The scheduler wakes a worker for each post. One of them does the work of all, so that the order is kept.
        """
        due = [post.article for post in self._posts.list_due(self._clock())]
        if due and due[0] != first:
            return
        for id in due or [first]:
            if not has_time():
                return
            try:
                yield id, self.process(id)
            except Exception as error:
                count_swallowed("telegram-post-waits", error, article=id)

    def _take_step(self, id: str, may_announce: bool) -> str | None:
        """The outcome of the next step; None if there is nothing to do now."""
        now, article, post = self._clock(), self._articles.find(id), self._posts.get(id)
        if article is None:
            return None
        if post is None:
            if not (may_announce and article.is_news(now) and article.lang in self._channels):
                return None
            post = self.build_post(article, now)
        wanted = article.is_wanted and (post.state not in UNSENT or post.lang in self._channels)
        # A post that nobody has sent or sends is forgotten without its pause, if it is not wanted any more.
        if post.is_deferred(now) and (post.step or post.state != "waiting" or wanted):
            return None
        if post.step == "send":
            return self._save(self._failures.note_unknown(post, "its function ended before the answer"))
        match choose_step(post, version=article.version, wanted=wanted):
            case None:
                if post.due_at:
                    self._save(post.finish(failed_version=post.failed_version))
                return None
            case "forget":
                self._posts.forget(post)
                return FORGOTTEN
            case "warn":
                return self._save(self._failures.warn(post, article))
            case "note":
                return self._save(self._failures.note_wanted(post, article))
            case step:
                return self._carry_out(step, post, article, now)

    def has_channel(self, lang: str) -> bool:
        return lang in self._channels

    def build_post(self, article: PresentArticle, now: datetime) -> Post:
        """The post of an article that had none. Its language has a channel."""
        return Post(article.id, article.lang, self._channels[article.lang], created_at=timestamp(now))

    def _carry_out(self, step: Step, post: Post, article: PresentArticle, now: datetime) -> str | None:
        message = build_message(step, post, article)
        if step == "send":
            post = replace(post, channel=self._channels[post.lang])
        try:
            self._bot.check_token()
        except (ParameterMissing, ParameterDamaged) as error:  # no failure: the post waits, and the channel is counted
            if isinstance(error, ParameterMissing) and not post.revision:
                return None  # the site shows its channels, and has no bot
            return self._save(self._failures.wait_for_operator(post, article, "the stack has no valid token"))
        except NotReached as error:
            return self._save(self._failures.judge(error, step, post, article))
        paused_until, new_chat = self._posts.read_channel(post.channel)
        if paused_until > timestamp(now):
            return self._save(self._failures.wait_until(post, article, parse_timestamp(paused_until)))
        claimed = self._posts.save(post.begin(step, now), now, self._new_id())
        chat = new_chat or post.chat_id or f"@{post.channel}"
        try:
            done = Steps(self._bot, self._posts, chat, now).carry_out(step, claimed, message, article.version)
        except BotApiError as error:
            done = self._failures.judge(error, step, claimed, article)
        return self._save(done)

    def _save(self, post: Post) -> str:
        """The outcome: the state of the saved post, or that it waits."""
        self._posts.save(post, self._clock(), self._new_id())
        return WAITS if post.due_at else post.state
