"""What a person asks for after a look into the channel: a new post of an article, or another try of what failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from gazette.errors import Conflict
from gazette.subscriptions.telegram.announcer import Announcer
from gazette.subscriptions.telegram.present_article import PresentArticles
from gazette.subscriptions.telegram.repository import PostRepository
from gazette.times import timestamp


class OperatorRequests:
    """Each request returns the outcome, as `Announcer.process` does."""

    def __init__(
        self, announcer: Announcer, articles: PresentArticles, posts: PostRepository, clock: Callable[[], datetime]
    ) -> None:
        self._announcer, self._articles, self._posts, self._clock = announcer, articles, posts, clock

    def repost(self, id: str) -> str:
        """Send a new post of an article whose channel has none.

        Raises `Conflict` if the article has a post, or is not to have one.
        """
        now, article, post = self._clock(), self._articles.find(id), self._posts.get(id)
        if article is None or not article.is_wanted or not self._announcer.has_channel(article.lang):
            raise Conflict("The article is not published, wants no post, or its language has no channel.")
        if post and (post.state in ("posted", "ended") or (post.step and post.is_deferred(now))):
            raise Conflict(f"The article has a post: it is {post.step or post.state}.")
        new = self._announcer.build_post(article, now)
        self._posts.save(replace(new, due_at=timestamp(now), revision=post.revision if post else 0), now)
        return self._announcer.process(id)

    def retry(self, id: str) -> str:
        """Try again at once what waits, was refused or was given up: a post, a change or a deletion.

        Raises `Conflict` if there is no such step, or a worker is at it.
        """
        now, post = self._clock(), self._posts.get(id)
        if post is None or not (post.due_at or post.failed_version):
            raise Conflict("Nothing of the post waits, was refused or was given up.")
        if post.step and post.is_deferred(now):
            raise Conflict("A worker is at the post just now.")
        if not post.step:
            self._posts.save(post.retry(now), now)
        return self._announcer.process(id)
