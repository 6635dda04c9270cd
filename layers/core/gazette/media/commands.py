"""Commands of staff about pictures. Each raises `StaleVersion` if staff changed the picture since it was read."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from gazette.dynamodb.retry import retry
from gazette.errors import Conflict, Invalid, StaleVersion, pointer
from gazette.jobs.repository import JobRepository
from gazette.media import lifecycle
from gazette.media.errors import MediaInUse
from gazette.media.model import Media
from gazette.media.repository import MediaChanged, MediaRepository
from gazette.media.requests import FileRequest, MediaChanges, MediaRequest
from gazette.media.rerendering import save_and_rerender
from gazette.media.schemas import Use
from gazette.schemas.person import Person

FindUses = Callable[[Mapping[str, Sequence[str]]], dict[str, list[Use]]]
"""From the uses in the table by the ids of pictures: the articles and authors that show each picture."""


class MediaCommands:
    """`notify` tells MediaIntake at once that a picture is due; the scheduler repeats it."""

    def __init__(
        self,
        repository: MediaRepository,
        jobs: JobRepository,
        languages: Sequence[str],
        find_uses: FindUses,
        notify: Callable[[str], None],
    ) -> None:
        self.repository = repository
        self._jobs, self._languages, self._find_uses, self._notify = jobs, languages, find_uses, notify

    def create(self, request: MediaRequest, *, id: str, by: Person, at: datetime, write_id: str) -> Media:
        self._check_languages(request.model_dump())
        media = lifecycle.create(request, id=id, by=by, at=at)
        self.repository.save(None, media, write_id=write_id)
        return media

    def replace(
        self, id: str, request: FileRequest, *, expected: int, by: Person, at: datetime, write_id: str
    ) -> Media:
        """Announce another file. Readers see the present one until it is accepted."""
        return self._write(id, expected, at, write_id, lambda media: lifecycle.replace(media, request, by=by, at=at))

    def change(
        self, id: str, changes: MediaChanges, *, expected: int, by: Person, at: datetime, write_id: str
    ) -> Media:
        """Apply a merge patch. New crops are made within seconds, and a job renders the articles again."""
        self._check_languages(changes.model_dump(exclude_unset=True))
        after = self._write(id, expected, at, write_id, lambda media: lifecycle.merge(media, changes, by=by, at=at))
        if "focus" in changes.model_fields_set and after.has_work:
            self._notify(id)
        return after

    def list_uses(self, id: str) -> list[Use]:
        """The articles whose draft or published version shows the picture, and the authors who have it."""
        return self._find_uses({id: self.repository.list_uses(id)})[id]

    def list_uses_of_all(self, ids: Sequence[str]) -> dict[str, list[Use]]:
        """`list_uses` of several pictures by their ids."""
        return self._find_uses(self.repository.list_uses_of_all(ids))

    def delete(self, id: str, *, expected: int, at: datetime) -> None:
        """Delete a picture and its files. Raises `MediaInUse` with the articles and authors that show it.

        The picture is closed before those are read, so none can begin to use it after that.
        """
        closed = self._write(id, expected, at, "", lambda media: lifecycle.close(media, at))
        if uses := self.list_uses(id):
            with suppress(MediaChanged):  # no failure: the picture opens by itself after a minute
                self.repository.save(closed, lifecycle.reopen(closed))
            raise MediaInUse(uses=[use.model_dump() for use in uses])
        try:
            self.repository.delete(closed, at)
        except MediaChanged:
            raise Conflict("Somebody else changed it in this moment.") from None
        self._notify(id)

    def _write(self, id: str, expected: int, at: datetime, write_id: str, change: Callable[[Media], Media]) -> Media:
        """Store a change to the version `expected`. MediaIntake may write the picture at the same time."""

        def attempt() -> Media:
            media = self.repository.get(id)
            if media.version != expected:
                raise StaleVersion.of(media.model_dump(include={"version", "changed_by", "changed_at"}))
            after = change(media)
            save_and_rerender(self.repository, self._jobs, media, after, at, write_id=write_id)
            return after

        return retry(attempt, MediaChanged)

    def _check_languages(self, texts: Mapping[str, Any]) -> None:
        """Raises `Invalid` for texts in a language that the site does not have."""
        errors = [
            {"pointer": pointer(name, lang), "detail": f"The languages of this site are {', '.join(self._languages)}."}
            for name in ("alt", "caption", "credit", "rights")
            for lang in texts.get(name) or {}
            if lang not in self._languages
        ]
        if errors:
            raise Invalid.of(errors)
