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
from gazette.errors import Conflict, Unavailable
from gazette.subscriptions.telegram.bot_api import BotApi, BotApiError
from gazette.subscriptions.telegram.failures import Failures
from gazette.subscriptions.telegram.model import Post, Step, choose_step
from gazette.subscriptions.telegram.present_article import PresentArticle, PresentArticles
from gazette.subscriptions.telegram.repository import Overtaken, PostRepository
from gazette.subscriptions.telegram.steps import Steps
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
        self._steps, self._failures = Steps(bot, posts), Failures(posts, clock)
        self._clock, self._new_id = clock, new_id

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
        except Overtaken:  # no failure: the other worker looks at the article after its step
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

    def repost(self, id: str) -> str:
        """Send a new post of an article, after a person has seen that the channel has none. Returns the outcome.

        Raises `Conflict` if the article has a post, or is not to have one.
        """
        now, article, post = self._clock(), self._articles.find(id), self._posts.get(id)
        if article is None or not article.is_wanted or article.lang not in self._channels:
            raise Conflict("The article is not published, wants no post, or its language has no channel.")
        if post and (post.state in ("posted", "ended") or (post.step and post.rests(now))):
            raise Conflict(f"The article has a post: it is {post.step or post.state}.")
        new = self._build_post(article, now)
        self._posts.save(replace(new, due_at=timestamp(now), revision=post.revision if post else 0), now)
        return self.process(id)

    def _take_step(self, id: str, may_announce: bool) -> str | None:
        """The outcome of the next step; None if there is nothing to do now."""
        now, article, post = self._clock(), self._articles.find(id), self._posts.get(id)
        if article is None:
            return None
        if post is None:
            if not (may_announce and article.is_news(now) and article.lang in self._channels):
                return None
            post = self._build_post(article, now)
        wanted = article.is_wanted and (post.state != "waiting" or article.lang in self._channels)
        # A post that nobody has sent or sends is forgotten without its pause, if it is not wanted any more.
        if post.rests(now) and (post.step or post.state != "waiting" or wanted):
            return None
        if post.step == "send":
            return self._save(self._failures.note_unknown(post, article, "its function ended before the answer"))
        step = choose_step(post, version=article.version, wanted=wanted)
        if step is None:
            if post.due_at:
                self._save(post.settle())
            return None
        if step == "forget":
            self._posts.forget(post)
            return FORGOTTEN
        return self._carry_out(step, post, article, now)

    def _build_post(self, article: PresentArticle, now: datetime) -> Post:
        return Post(article.id, article.lang, self._channels[article.lang], created_at=timestamp(now))

    def _carry_out(self, step: Step, post: Post, article: PresentArticle, now: datetime) -> str | None:
        if (lack := self._find_lack()) is not None:
            if isinstance(lack, ParameterMissing) and not post.revision:
                return None  # the site shows its channels, and has no bot
            return self._save(self._failures.wait_for_operator(post, article, "the stack has no valid token"))
        if step == "send":
            post = replace(post, channel=self._channels[post.lang])
        paused_until, new_chat = self._posts.read_channel(post.channel)
        if paused_until > timestamp(now):
            return self._save(self._failures.wait_until(post, article, parse_timestamp(paused_until)))
        claimed = self._posts.save(post.begin(step, now), now, self._new_id())
        chat = new_chat or post.chat_id or f"@{post.channel}"
        try:
            done = self._call(step, claimed, article, chat, now)
        except BotApiError as error:
            done = self._failures.judge(error, step, claimed, article)
        return self._save(done)

    def _find_lack(self) -> ParameterMissing | ParameterDamaged | None:
        """What is wrong with the bot's token, None if nothing is."""
        try:
            self._bot.check_token()
        except (ParameterMissing, ParameterDamaged) as error:
            return error
        return None

    def _call(self, step: Step, post: Post, article: PresentArticle, chat: str | int, now: datetime) -> Post:
        if step == "send":
            return self._steps.send(post, article, chat, now)
        return (
            self._steps.edit(post, article, chat, now) if step == "edit" else self._steps.end(post, article, chat, now)
        )

    def _save(self, post: Post) -> str:
        """The outcome: the state of the saved post, or that it waits."""
        self._posts.save(post, self._clock(), self._new_id())
        return WAITS if post.due_at else post.state
