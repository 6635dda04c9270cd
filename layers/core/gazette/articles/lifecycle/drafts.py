"""Creation and saves of a draft, and the way back to what readers see or to an earlier version."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gazette.articles.errors import KindFixed, LanguageFixed, WrongStatus
from gazette.articles.kinds import list_kind_errors
from gazette.articles.lifecycle.versions import build_next, check_not_binned
from gazette.articles.model import Article, Correction, Draft
from gazette.articles.pictures import list_media
from gazette.articles.requests import Changes
from gazette.errors import Invalid
from gazette.schemas.person import Person
from gazette.times import timestamp

KEPT_ON_RESTORE = ("lang", "kind", "translation_of", "corrections")
"""Fields that a restored version leaves as they are. Corrections are a record for readers of what was wrong."""


def create(draft: Draft, *, id: str, story: str, by: Person, at: datetime) -> Article:
    """The first version of an article. Raises `Invalid` for what its kind cannot have, and for corrections."""
    _check_kind(draft)
    if draft.corrections:
        raise Invalid.at("#/corrections", "What was never published has nothing to correct.")
    time = timestamp(at)
    stamp = {"id": id, "story": story, "created_at": time, "created_by": by, "changed_at": time, "changed_by": by}
    members: dict[str, Any] = {**dict(draft), **stamp, "version": 1, "media": list_media(draft)}
    return Article.model_construct(**members)


def merge(draft: Draft, changes: Changes) -> Draft:
    """The draft with a merge patch applied (RFC 7396). Raises `Invalid` for corrections that it does not have."""
    merged = patch(draft, changes)
    _check_corrections(draft.corrections, merged.corrections)
    return merged.model_copy(update={"corrections": tuple(sorted(merged.corrections, key=_get_time))})


def patch(draft: Draft, changes: Changes) -> Draft:
    """The draft with a merge patch applied, whether or not it could be saved."""
    members = draft.model_dump(exclude_unset=True)
    patched = changes.model_dump(exclude_unset=True)
    if patched.get("seo") is not None:
        patched["seo"] = _merge_members(members.get("seo") or {}, patched["seo"])
    return Draft.model_validate(_merge_members(members, patched))


def edit(article: Article, draft: Draft, *, story: str) -> Article:
    """The article with another draft, in the same version. Raises for what the article cannot become."""
    check_not_binned(article)
    if article.published_at and (draft.lang, story) != (article.lang, article.story):
        raise LanguageFixed()
    if article.published_at and draft.kind != article.kind:
        raise KindFixed()
    _check_kind(draft)
    return article.model_copy(update={**dict(draft), "story": story, "media": list_media(draft)})


def save(article: Article, draft: Draft, *, story: str, by: Person, at: datetime) -> Article:
    """The article with a changed draft. Readers see the change after the next publication.

    A scheduled publication that failed is removed, with the withdrawal that would have followed it. Its time has
    passed, so the scheduler would publish the changed article at once. An editor publishes or schedules it again.
    """
    edited = edit(article, draft, story=story)
    live = article.published_version is not None
    plan = {} if article.schedule_error is None else {"publish_at": None, "publish_options": None}
    if plan and not live:
        plan["unpublish_at"] = None
    return build_next(edited, by, at, **plan, has_changes=live)


def discard(article: Article, published: Article, *, by: Person, at: datetime) -> Article:
    """The article with the draft that was published last, as readers see it. `published` is that version.

    A planned publication is removed: there is nothing left to publish, and its correction would be of nothing.
    """
    if article.published_version is None or not article.has_changes:
        raise WrongStatus("It has no changes that readers do not see.", article_status=article.status)
    after = save(article, published.draft, story=article.story, by=by, at=at)
    return after.model_copy(update={"has_changes": False, "publish_at": None, "publish_options": None})


def choose_restored(article: Article, revision: Article) -> tuple[Draft, list[dict[str, str]]]:
    """The draft of an earlier version, for a save, and errors of what articles of the present kind cannot have.

    What identifies the article stays as it is now. That is its language, kind and story, its corrections, and its slug
    if it was ever published: an earlier version has none if the first publication chose it, and another address is no
    part of a text.
    """
    kept = {name: getattr(article, name) for name in KEPT_ON_RESTORE}
    if article.published_at:
        kept["slug"] = article.slug
    draft = revision.draft.model_copy(update=kept)
    errors = list_kind_errors(draft)
    empty = Draft(lang=draft.lang)
    dropped = {error["pointer"].removeprefix("#/") for error in errors}
    return draft.model_copy(update={name: getattr(empty, name) for name in dropped}), errors


def _merge_members(members: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**members, **patch}.items() if value is not None or name not in patch}


def _check_corrections(before: Sequence[Correction], after: Sequence[Correction]) -> None:
    """Only a publication adds a correction, so that its time is that at which readers saw it."""
    left = Counter(map(_get_time, before))
    for position, correction in enumerate(after):
        left[correction.at] -= 1
        if left[correction.at] < 0:
            raise Invalid.at(
                f"#/corrections/{position}/at",
                "The article has no such correction. The publication of a change adds its correction.",
            )


def _get_time(correction: Correction) -> str:
    return correction.at


def _check_kind(draft: Draft) -> None:
    if errors := list_kind_errors(draft):
        raise Invalid.of(errors)
