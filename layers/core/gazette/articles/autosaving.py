"""Autosaves: the text of a person is kept beside the draft until a save of that person has it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from gazette.articles.drafts.autosaves import AutosaveRepository
from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import RevisionNotFound
from gazette.articles.lifecycle.drafts import patch
from gazette.articles.model import Article, Draft
from gazette.articles.requests import Changes
from gazette.articles.schemas import Autosave
from gazette.schemas.person import Person
from gazette.times import timestamp


class Autosaving:
    def __init__(self, drafts: DraftRepository, autosaves: AutosaveRepository) -> None:
        self._drafts, self._autosaves = drafts, autosaves

    def keep(
        self, article: Article, changes: Changes, *, based_on: int | None, by: Person, at: datetime
    ) -> Autosave | None:
        """Keep the person's text: the one that was begun with the same version, with a merge patch applied.

        `based_on` is that version, None for that of the person's latest text, or else the present one. Texts that were
        begun with other versions stay: they may be those of another tab. Nothing is refused that a save would refuse,
        such as an unknown category: the text is not finished. If the draft has all that the text changes, nothing is
        kept, and None is returned.
        """
        texts = self._autosaves.list_texts(article.id, by.id, at)
        based_on = based_on or (texts[0].based_on if texts else article.version)
        kept = [text for text in texts if text.based_on == based_on]
        base = self._find_draft(article, based_on)
        draft = patch(kept[0].draft if kept else base, changes)
        if _has(article.draft, _find_changes(base, draft)):
            self._autosaves.delete(article.id, kept)
            return None
        autosave = Autosave(by=by, at=timestamp(at), based_on=based_on, draft=draft)
        self._autosaves.put(article.id, autosave)
        return autosave

    def list_saved(
        self, article: Article, draft: Draft, texts: Iterable[Autosave], named: Collection[str] = ()
    ) -> list[Autosave]:
        """Those of a person's texts that a save of `draft` ends: each field that they change is as in the draft.

        Of the text that was begun with the saved version, the fields in `named` count as well, which the request has:
        the front end that keeps the text has typed on since, and saves the result.
        """
        return [
            text
            for text in texts
            if _has(
                draft,
                _find_changes(self._find_draft(article, text.based_on), text.draft),
                named if text.based_on == article.version else (),
            )
        ]

    def _find_draft(self, article: Article, version: int) -> Draft:
        """The draft of a version; the present one for a version that does not exist."""
        if version == article.version:
            return article.draft
        try:
            return self._drafts.get_revision(article.id, version).draft
        except RevisionNotFound:  # no failure: an autosave is never refused because of its version
            return article.draft


def _find_changes(base: Draft, draft: Draft) -> dict[str, Any]:
    return {name: value for name, value in dict(draft).items() if value != getattr(base, name)}


def _has(draft: Draft, changes: dict[str, Any], named: Collection[str] = ()) -> bool:
    return all(name in named or getattr(draft, name) == value for name, value in changes.items())
