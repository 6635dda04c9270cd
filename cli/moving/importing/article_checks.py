"""Checks the articles of a file, each with its revisions, while the lines are read one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from cli.moving import record_rules
from cli.moving.importing.comparing import Comparison
from cli.moving.importing.lines import Line
from cli.moving.importing.rendering import check_rendering
from cli.moving.importing.sameness import CheckedArticle
from cli.moving.importing.scratch import Scratch
from cli.moving.problems import Problems, describe_error
from cli.moving.records import ArticleRecord, RevisionRecord, apply_differences
from cli.moving.stack import Stack
from gazette.articles.model import Article
from gazette.articles.publishing.views import build_slug_address
from gazette.articles.terms import list_terms
from gazette.errors import GazetteError


@dataclass
class _Group:
    """An article whose revisions are being read."""

    line: int
    record: ArticleRecord
    read: int = 0
    version: int = 0
    last: RevisionRecord | None = None
    published: Article | None = None
    is_broken: bool = False


class ArticleChecks:
    """One article at a time: its last revision and the published one are in memory."""

    def __init__(self, stack: Stack, scratch: Scratch, comparison: Comparison, problems: Problems) -> None:
        self._stack, self._scratch, self._comparison, self._problems = stack, scratch, comparison, problems
        self._group: _Group | None = None
        self._is_lost = False
        """Whether the revisions that follow belong to an article of which a line cannot be read."""

    def begin(self, line: Line, record: ArticleRecord) -> None:
        self._group = _Group(line.number, record)

    def give_up(self, line: Line) -> None:
        """A line cannot be read, which was noted: nothing more is said about the article to which it may belong."""
        group = self._group
        if group and group.read < group.record.revisions:
            group.is_broken = True
        self.end(line)
        self._is_lost = True

    def add_revision(self, line: Line, record: RevisionRecord) -> None:
        if self._is_lost:
            return
        group = self._group
        if group is None or record.article.id != group.record.id or group.read == group.record.revisions:
            self._problems.add(line.number, "a revision follows its article")
            return
        errors = [*record_rules.check_form(record.article, self._stack.languages)]
        if record.article.version <= group.version:
            errors.append(f"version {record.article.version} comes behind version {group.version}")
        if errors:
            group.is_broken = True
            self._problems.add(line.number, *errors)
        group.read += 1
        group.version, group.last = record.article.version, record
        if record.article.published_version == record.article.version:
            group.published = record.article

    def end(self, line: Line) -> None:
        """Check the article whose last revision was read."""
        group, self._group, self._is_lost = self._group, None, False
        if group is not None and not self._is_whole(line, group):
            self._scratch.excuse([group.record.id])

    def _is_whole(self, line: Line, group: _Group) -> bool:
        """Whether an article has no errors. Then what the stack has of it is compared."""
        if group.is_broken:
            return False
        if group.read != group.record.revisions or group.last is None:
            self._problems.add(
                line.number,
                f"{group.read} revisions follow the article of line {group.line:,}, which has {group.record.revisions}",
            )
            return False
        try:
            present = apply_differences(group.last.article, group.record.current)
        except (ValidationError, GazetteError) as error:
            self._problems.add(group.line, *describe_error(error))
            return False
        published = group.published
        if published is not None and published.version != present.published_version:
            published = None
        form = record_rules.check_form(present, self._stack.languages) if group.record.current else ()
        errors = [*form, *record_rules.check_article(group.record, present, published, self._comparison.now)]
        if errors := errors or check_rendering(self._stack, present):
            self._problems.add(group.line, *errors)
            return False
        checked = CheckedArticle(group.line, group.record, present, published, group.last.write_id)
        if errors := [*self._note_article(checked), *(check_rendering(self._stack, published) if published else ())]:
            self._problems.add(group.line, *errors)
            return False
        self._comparison.add_article(checked)
        return True

    def _note_article(self, checked: CheckedArticle) -> list[str]:
        """Note what an article defines and names."""
        article, published, number = checked.present, checked.published, checked.line
        self._scratch.define("target", article.id, number)
        errors = []
        if not article.binned_at:
            errors += self._scratch.define(
                "article of the story and language", f"{article.story}/{article.lang}", number
            )
        for picture in (*article.media, *article.published_media):
            self._scratch.add_use(picture, article.id)
        if published is None or checked.record.public is None:
            return errors
        self._scratch.add_member(number, article.id, article.story, checked.record.public.rendered_at)
        if published.kind == "news":
            self._scratch.define(f"published in {article.lang}", article.id, number)
        for picture in published.media:
            self._scratch.link_picture(number, picture)
        new = {("tag", tag.slug) for tag in published.tags if tag.name}  # ArticleEvents creates them
        for kind, slug in list_terms(published):
            if (kind, slug) not in new:
                self._scratch.link(number, "term", f"{kind}/{slug}", f"there is no {kind} {slug}")
        for address in (article.id, build_slug_address(article.lang, str(published.slug))):
            errors += self._scratch.define("address", address, number)
        return errors
