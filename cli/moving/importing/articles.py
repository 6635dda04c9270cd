"""Writes one article of a file: its history version by version, then one transaction that makes it present and public.

Killed before that transaction, an article has some versions that nobody sees; the next run finds them and goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.moving.importing.comparing import SAME
from cli.moving.importing.lines import read_record, read_revisions
from cli.moving.importing.outcomes import CHANGED, WRITTEN
from cli.moving.importing.publication import build_publication
from cli.moving.importing.scratch import StoryInFile
from cli.moving.records import ArticleRecord, RevisionRecord, apply_differences
from cli.moving.stack import Clock, Stack
from gazette.articles.drafts.imports import put_current, put_revision
from gazette.articles.drafts.items import parse_article
from gazette.articles.model import Article
from gazette.articles.publishing.listings import put_sitemap
from gazette.articles.publishing.snapshot import SnapshotChanged
from gazette.dynamodb.commit import commit, return_stored, try_commit
from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import Write

TRIES = 10
"""Tries of a transaction: translations of one story are written at the same time."""


@dataclass(frozen=True)
class ArticleWriter:
    """`is_change` says of a language whether its feed of changes gets an entry for an imported article."""

    stack: Stack
    path: Path
    clock: Clock
    is_change: Mapping[str, bool]
    months: set[tuple[str, str]] = field(default_factory=set)
    """(language, month) of the sitemaps that are in the list of all."""

    def write(self, start: int, story: StoryInFile) -> str:
        """Write the article whose record begins at a place of the file. Returns the outcome.

        Raises errors of Gazette for an article that cannot be published any more, and `Unavailable`.
        """
        record = read_record(self.path, start)
        assert isinstance(record, ArticleRecord)  # noqa: S101 (the check has noted the place)
        last: RevisionRecord | None = None
        seen: dict[int, Article] = {}
        for revision in read_revisions(self.path, start):
            if not self._write_revision(revision):
                return CHANGED
            last = revision
            if revision.article.published_version == revision.article.version:
                seen = {revision.article.version: revision.article}
        assert last is not None  # noqa: S101 (checked: an article has a revision)
        present = apply_differences(last.article, record.current)
        published = seen.get(present.published_version or 0)
        if published is not None:
            self._list_sitemap(published)
        return retry(
            lambda: self._write_present(record, last.write_id, present, published, story), SnapshotChanged, tries=TRIES
        )

    def _list_sitemap(self, published: Article) -> None:
        """Idempotent, and not in the transaction, where those of a month would be in the way of each other."""
        entry = {"lang": published.lang, "published_at": str(published.published_at)}
        month = (entry["lang"], entry["published_at"][:7])
        if month not in self.months:
            commit(self.stack.dynamodb, [put_sitemap(self.stack.tables.listings, entry)])
            self.months.add(month)

    def _write_revision(self, revision: RevisionRecord) -> bool:
        """Whether the stack has the version now."""
        write = put_revision(
            self.stack.tables.drafts,
            revision.article,
            action=revision.action,
            changed=revision.changed,
            write_id=revision.write_id,
            refusal=return_stored,
        )
        refused = try_commit(self.stack.dynamodb, [write])
        return all(_is_same(entry.stored, revision.article, revision.write_id) for entry in refused)

    def _write_present(
        self,
        record: ArticleRecord,
        write_id: str,
        present: Article,
        published: Article | None,
        story: StoryInFile,
    ) -> str:
        now = self.clock()
        writes: Sequence[Write] = put_current(
            self.stack.tables.drafts, present, write_id=write_id, refusal=return_stored
        )
        if published is not None and record.public is not None:
            publication = build_publication(
                self.stack,
                present,
                published,
                record.public,
                story,
                now=now,
                is_change=self.is_change[present.lang],
            )
            writes = [*writes, *publication]
        refused = try_commit(self.stack.dynamodb, writes)
        if not refused:
            return WRITTEN
        if refused[0].position == 0:
            return SAME if _is_same(refused[0].stored, present, write_id) else CHANGED
        if any(isinstance(entry.error, SnapshotChanged) for entry in refused):
            raise SnapshotChanged
        return CHANGED


def _is_same(stored: Mapping[str, Any], article: Article, write_id: str) -> bool:
    return stored.get("write_id") == write_id and parse_article(dict(stored)) == article
