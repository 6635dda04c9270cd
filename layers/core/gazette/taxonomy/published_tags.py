"""Tags of published articles: public, and with a name in each language in which an article shows them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import Write
from gazette.jobs.repository import JobRepository
from gazette.jobs.rerender import build_rerender_job
from gazette.taxonomy.items import with_search
from gazette.taxonomy.model import Term
from gazette.taxonomy.repository import TaxonomyRepository, TermChanged


class PublishedTags:
    """`default` is the default language of the site."""

    def __init__(self, repository: TaxonomyRepository, jobs: JobRepository, default: str) -> None:
        self._repository, self._jobs, self._default = repository, jobs, default

    def show(self, lang: str, tags: Sequence[Mapping[str, str]], *, at: datetime, change: str) -> None:
        """Make the tags (`{slug, name}`) of a published article public, with a name in its language.

        Creates those that do not exist, and keeps each name that exists. Of a merged one the other becomes public.
        `change` names the publication. Idempotent.
        """
        stored = self._repository.find([("tag", tag["slug"]) for tag in tags])
        for tag in tags:
            before = stored.get(("tag", tag["slug"]))
            if before is None or before.merged_into is not None or before != _show(before, tag, lang):
                retry(lambda tag=tag: self._save(lang, tag, at, change), TermChanged)  # type: ignore[misc]

    def _save(self, lang: str, tag: Mapping[str, str], at: datetime, change: str) -> None:
        before = self._find(tag["slug"])
        if before is None:
            self._repository.save(None, Term(kind="tag", slug=tag["slug"], names={lang: tag["name"]}, version=1))
        elif before.merged_into is not None:
            other = self._find(before.merged_into)
            if other is not None and other.unpublished:
                self._repository.save(other, _raise_version(other.model_copy(update={"unpublished": False})))
        else:
            after = _show(before, tag, lang)
            if after != before:
                also = self._put_job(before, tag["name"], lang, at, change)
                self._repository.save(before, _raise_version(after), also=also)

    def _find(self, slug: str) -> Term | None:
        return self._repository.find([("tag", slug)]).get(("tag", slug))

    def _put_job(self, before: Term, name: str, lang: str, at: datetime, change: str) -> list[Write]:
        """The job of a public tag that gets a name in one more language. Articles in that language may show another one
        until then, because editors may have removed a name."""
        shown = before.names.get(lang) or before.names.get(self._default) or before.slug
        if before.unpublished or name == shown or lang in before.names:
            return []
        return self._jobs.put_new(build_rerender_job(f"tag/{before.slug}", change), at)


def _show(before: Term, tag: Mapping[str, str], lang: str) -> Term:
    """The tag after the publication of an article that shows it by this name."""
    return with_search(before.model_copy(update={"names": {lang: tag["name"], **before.names}, "unpublished": False}))


def _raise_version(term: Term) -> Term:
    return term.model_copy(update={"version": term.version + 1})
