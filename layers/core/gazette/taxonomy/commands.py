"""Commands of staff about categories, tags and authors.

`expected` is the version that was read, None without If-Match.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import Write
from gazette.errors import Conflict, Invalid, StaleVersion, VersionRequired, pointer
from gazette.jobs.model import Job
from gazette.jobs.repository import JobRepository
from gazette.jobs.rerender import BLOCKS, build_rerender_job
from gazette.schemas.person import Person
from gazette.taxonomy.articles import TermArticles
from gazette.taxonomy.errors import IN_USE, NOT_FOUND, Merged
from gazette.taxonomy.merging import merge_terms, refuse_merge
from gazette.taxonomy.model import Kind, Term
from gazette.taxonomy.pictures import AuthorPictures
from gazette.taxonomy.repository import TaxonomyRepository, TermChanged
from gazette.taxonomy.requests import AuthorRequest, TermRequest
from gazette.times import timestamp

MAX_CATEGORIES = 100
"""Of a site. The item of the front page's blocks has all of them (`articles/publishing/category_blocks.py`)."""


class TaxonomyCommands:
    def __init__(
        self,
        repository: TaxonomyRepository,
        articles: TermArticles,
        jobs: JobRepository,
        pictures: AuthorPictures,
        languages: Sequence[str],
    ) -> None:
        self.repository = repository
        self._articles, self._jobs, self._pictures, self._languages = articles, jobs, pictures, languages

    def get(self, kind: Kind, slug: str) -> Term:
        """Raises `NotFound`."""
        found = self.repository.find([(kind, slug)])
        if (kind, slug) not in found:
            raise NOT_FOUND[kind]()
        return found[kind, slug]

    def save(
        self,
        kind: Kind,
        slug: str,
        request: TermRequest,
        *,
        expected: int | None,
        by: Person,
        at: datetime,
        write_id: str,
    ) -> tuple[Term, str | None]:
        """Create a term, or replace it in the version `expected`. Returns it, and the id of the job that was opened.

        A change of names opens a job in the same transaction, which renders the articles of the term again; a new
        category, or a change of its order, one for the blocks of the front pages.
        Raises `VersionRequired` if the term exists and `expected` is None, `StaleVersion`, `NotFound`, `Merged`, and
        `Conflict` for a category beyond `MAX_CATEGORIES`.
        """
        self._check_languages(request)

        def attempt() -> tuple[Term, str | None]:
            before = self.repository.find([(kind, slug)]).get((kind, slug))
            _check_version(kind, before, expected)
            if kind == "category" and before is None:
                self._check_room()
            stamp = {"version": (expected or 0) + 1, "changed_at": timestamp(at), "changed_by": by}
            after = _replace(
                before, Term(kind=kind, slug=slug, unpublished=kind == "tag", names={}, version=0), request
            )
            after = after.model_copy(update=stamp)
            also: list[Write] = []
            if isinstance(request, AuthorRequest):
                after, also = self._pictures.show(after, at)
            job = _choose_job(before, after, write_id)
            also += self._jobs.put_new(job, at) if job else []
            self.repository.save(before, after, write_id=write_id, also=also)
            return after, job.id if job else None

        return retry(attempt, TermChanged)

    def merge(
        self,
        kind: Kind,
        slug: str,
        into: str,
        *,
        expected: int | None,
        by: Person,
        at: datetime,
        write_id: str,
        pointer: str = "#/into",
    ) -> Job:
        """Let all articles of a term have another one: the slug becomes an alias. Returns the job.

        The job renders the published articles again. Drafts get the other slug when they are saved or published.
        Raises `NotFound`, `StaleVersion`, `Merged`, and `Invalid` with the pointer to `into` in the request.
        """

        def attempt() -> Job:
            found = self.repository.find([(kind, slug), (kind, into)])
            before, target = found.get((kind, slug)), found.get((kind, into))
            _check_existing(kind, before, expected)
            assert before is not None  # noqa: S101 (checked above)
            refuse_merge(before, target, pointer)
            assert target is not None  # noqa: S101 (checked above)
            job = build_rerender_job(f"{kind}/{slug}", write_id)
            alias, after = merge_terms(before, target, by=by, at=timestamp(at))
            writes = [
                *self.repository.put_term(target, after),
                *(self.repository.redirect_alias(kind, old, before=slug, after=into) for old in before.merged),
                *self._jobs.put_new(job, at),
            ]
            self.repository.save(before, alias, write_id=write_id, also=writes)
            return replace(job, created_at=timestamp(at), changed_at=timestamp(at))

        return retry(attempt, TermChanged)

    def remove(self, kind: Kind, slug: str, *, expected: int | None, at: datetime, write_id: str) -> None:
        """Remove a term. Raises an error of `IN_USE` with the number of its published articles, if there are any.

        The term is closed before its lists are read. Publications refuse a closed category, so no article can enter
        it after that read. They do not look at tags and authors in their transaction (`publication-size`): the lists
        are read again after the removal, and a term that an article has got meanwhile is put back. Closing does not
        change the version. A save opens the term again, and so does the end of `REMOVAL_SECONDS`.
        """

        def close() -> Term:
            term = self.repository.find([(kind, slug)]).get((kind, slug))
            _check_existing(kind, term, expected)
            assert term is not None  # noqa: S101 (checked above)
            self.repository.close(term, at, write_id)
            return term

        term = retry(close, TermChanged)
        if count := self._articles.count(term):
            self.repository.reopen(term, write_id)
            raise IN_USE[kind](articles=count)
        self.repository.delete(term, write_id)
        if kind != "category" and (count := self._articles.count(term)):
            self._put_back(term)
            raise IN_USE[kind](articles=count)

    def _put_back(self, term: Term) -> None:
        with suppress(TermChanged):  # no failure: a publication or an editor has created it again
            self.repository.save(None, term)

    def _check_room(self) -> None:
        categories, _ = self.repository.list_terms("category", limit=MAX_CATEGORIES, after=None)
        if len(categories) == MAX_CATEGORIES:
            raise Conflict(f"A site has at most {MAX_CATEGORIES} categories, with those that were merged.")

    def _check_languages(self, request: TermRequest) -> None:
        """Raises `Invalid` for names or texts in a language that the site does not have."""
        for member in ("names", "text"):
            if unknown := sorted(set(getattr(request, member, {})) - set(self._languages)):
                languages = ", ".join(self._languages)
                raise Invalid.at(pointer(member, unknown[0]), f"The languages of this site are {languages}.")


def _replace(before: Term | None, new: Term, request: TermRequest) -> Term:
    """The term with the members of the request."""
    return (before or new).model_copy(update={name: getattr(request, name) for name in type(request).model_fields})


def _choose_job(before: Term | None, after: Term, change: str) -> Job | None:
    """The job that brings what readers see up to date after a change of a term."""
    if before and not before.unpublished and before.names != after.names:
        return build_rerender_job(f"{after.kind}/{after.slug}", change)
    if after.kind == "category" and (before is None or before.order != after.order):
        return build_rerender_job(BLOCKS, change)
    return None


def _check_version(kind: Kind, stored: Term | None, expected: int | None) -> None:
    """Raises if the request may not write the stored term."""
    if stored is None and expected is None:
        return
    if stored is not None and expected is None and stored.merged_into is None:
        raise VersionRequired("It exists; to change it, say in If-Match which version you read.")
    _check_existing(kind, stored, expected)


def _check_existing(kind: Kind, stored: Term | None, expected: int | None) -> None:
    if stored is None:
        raise NOT_FOUND[kind]()
    if stored.merged_into is not None:
        raise Merged(f"It was merged into {stored.merged_into}.", into=stored.merged_into)
    if expected is not None and stored.version != expected:
        raise StaleVersion.of(_describe(stored))


def _describe(term: Term) -> Mapping[str, Any]:
    return term.model_dump(include={"version", "changed_by", "changed_at"})
