"""Autosaves: the text of a person is kept beside the draft until the person saves."""

from datetime import datetime

from gazette.articles.drafts.autosaves import AutosaveRepository
from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import AutosaveNotFound, RevisionNotFound
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
        """Keep the person's text: the one that is kept already, with a merge patch applied.

        `based_on` is the version with which the text was begun, None for that of the kept text, or else the present
        one. A text that was begun with another version than the kept one replaces it. Nothing is refused that a save
        would refuse, such as an unknown category: the text is not finished. If it is the same as the draft, nothing is
        kept, and None is returned.
        """
        kept = self._find_kept(article.id, by, at)
        based_on = based_on or (kept.based_on if kept else article.version)
        base = kept.draft if kept and kept.based_on == based_on else self._find_draft(article, based_on)
        draft = patch(base, changes)
        if draft == article.draft:
            self._autosaves.delete(article.id, by.id, at)
            return None
        autosave = Autosave(by=by, at=timestamp(at), based_on=based_on, draft=draft)
        self._autosaves.put(article.id, autosave)
        return autosave

    def _find_kept(self, id: str, by: Person, at: datetime) -> Autosave | None:
        try:
            return self._autosaves.get(id, by.id, at)
        except AutosaveNotFound:  # no failure: it is the first text of this person since the last save
            return None

    def _find_draft(self, article: Article, version: int) -> Draft:
        """The draft of a version; the present one for a version that does not exist."""
        if version == article.version:
            return article.draft
        try:
            return self._drafts.get_revision(article.id, version).draft
        except RevisionNotFound:  # no failure: an autosave is never refused because of its version
            return article.draft
