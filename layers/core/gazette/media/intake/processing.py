"""Turns uploads into files that readers see. Idempotent: an event may come twice, late, or out of order."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime

from gazette.aws.distribution import Distribution
from gazette.dynamodb.retry import retry
from gazette.jobs.repository import JobRepository
from gazette.media import lifecycle
from gazette.media.errors import MediaNotFound
from gazette.media.files import MediaFiles, build_path
from gazette.media.intake.decoding import Picture, decode
from gazette.media.intake.encoding import File, encode_crops, encode_placeholder, encode_share, encode_sources
from gazette.media.intake.refusals import Refused
from gazette.media.model import Media, Refusal, Rendition, Renditions, ShareCard
from gazette.media.repository import MediaChanged, MediaRepository
from gazette.media.rerendering import save_and_rerender
from gazette.times import parse_timestamp, timestamp

DIGEST_CHARACTERS = 12
"""Of the SHA-256 of a file: one form may send two files, and each has addresses of its own."""
_MAX_ROUNDS = 4
"""Pieces of work of one picture in one run: an upload, and a focus that was moved meanwhile."""


class MediaProcessing:
    """Does what a picture waits for. `clock` returns the present moment."""

    def __init__(
        self,
        repository: MediaRepository,
        files: MediaFiles,
        jobs: JobRepository,
        distribution: Distribution,
        clock: Callable[[], datetime],
    ) -> None:
        self._repository, self._files, self._jobs = repository, files, jobs
        self._distribution, self._clock = distribution, clock

    def process(self, id: str) -> list[str]:
        """Do all work of a picture. Returns the outcomes: `ready`, `refused`, `waiting`, `busy`, `given-up`, `deleted`.

        Nothing is done for a picture that was deleted, or while another run has its lease. Raises the errors of S3 and
        DynamoDB; the picture stays due.
        """
        outcomes: list[str] = []
        for _ in range(_MAX_ROUNDS):
            try:
                media = self._repository.get(id)
                if not media.has_work:
                    break
                outcomes.append(self._do_work(media))
            except MediaNotFound:  # no failure: it was deleted
                return [*outcomes, *self._delete_files(id)]
            except MediaChanged:  # no failure: it is read again
                continue
            if outcomes[-1] not in ("ready", "refused"):
                break
        return outcomes

    def _delete_files(self, id: str) -> list[str]:
        """Delete the files of a deleted picture, also from the caches of the CDN."""
        if not self._repository.is_deleted(id):
            return []
        self._files.delete_all(id)
        self._distribution.invalidate([build_path(id, "*")], f"media/{id}")
        self._repository.end_deletion(id)
        return ["deleted"]

    def _do_work(self, media: Media) -> str:
        now = self._clock()
        if media.attempts and media.due_at and media.due_at > timestamp(now):
            return "busy"
        number, content = self._read_file(media)
        if media.attempts >= lifecycle.MAX_ATTEMPTS or content is None:
            return self._end_without_file(media, number, now, is_missing=content is None)
        self._repository.save(media, lifecycle.begin_work(media, now))
        result = _decode(content)
        if isinstance(result, Refusal):
            self._update(media.id, lambda current: lifecycle.refuse(current, number, result))
            return "refused"
        digest = hashlib.sha256(content).hexdigest()[:DIGEST_CHARACTERS]
        renditions = self._make_files(media, f"{number}-{digest}", result)
        self._files.keep_accepted(media.id, renditions.name, content)
        self._update(media.id, lambda current: lifecycle.accept(current, renditions))
        return "ready"

    def _end_without_file(self, media: Media, number: int, now: datetime, *, is_missing: bool) -> str:
        """What becomes of work that cannot be done: without a file, or after too many attempts."""
        if media.upload.status != "waiting":
            self._repository.save(media, lifecycle.give_up(media))
            return "given-up"
        if is_missing and now < parse_timestamp(media.upload.at) + lifecycle.UPLOAD_TIME:
            return "waiting"
        refusal = lifecycle.MISSING if is_missing else lifecycle.FAILED
        self._repository.save(media, lifecycle.refuse(media, number, refusal))
        return "refused"

    def _update(self, id: str, change: Callable[[Media], Media]) -> None:
        """Store the result of work, whatever staff changed meanwhile."""

        def attempt() -> None:
            current = self._repository.get(id)
            save_and_rerender(self._repository, self._jobs, current, change(current), self._clock())

        retry(attempt, MediaChanged)

    def _read_file(self, media: Media) -> tuple[int, bytes | None]:
        """Number and content of the upload that waits, else of the accepted one, whose focus was moved."""
        if media.upload.status == "waiting":
            return media.upload.number, self._files.read_original(media.id, media.upload.number)
        assert media.renditions is not None  # noqa: S101 (work without a waiting upload is a moved focus)
        return media.renditions.upload, self._files.read_accepted(media.id, media.renditions.name)

    def _make_files(self, media: Media, name: str, picture: Picture) -> Renditions:
        """Store all files of an upload. If only the focus was moved, those of the whole picture are there already."""
        focus, present = media.focus, media.renditions
        at_focus = f"x{focus.x * 1000:.0f}-y{focus.y * 1000:.0f}"
        sources = present.sources if present is not None and present.name == name else None
        share = encode_share(picture, focus)
        path = build_path(media.id, f"{name}/share-{at_focus}.jpg")
        upload, digest = name.split("-")
        return Renditions(
            upload=int(upload),
            digest=digest,
            focus=focus,
            width=picture.width,
            height=picture.height,
            placeholder=encode_placeholder(picture),
            sources=sources or self._store(media.id, f"{name}/", encode_sources(picture)),
            crops=self._store(media.id, f"{name}/{at_focus}-", encode_crops(picture, focus)),
            share=ShareCard(path=path, bytes=self._files.store(path, share.content, share.type)),
        )

    def _store(self, id: str, prefix: str, files: Iterable[File]) -> tuple[Rendition, ...]:
        stored = []
        for file in files:
            path = build_path(id, f"{prefix}{file.width}.webp")
            self._files.store(path, file.content, file.type)
            stored.append(Rendition(path=path, width=file.width, height=file.height))
        return tuple(stored)


def _decode(content: bytes) -> Picture | Refusal:
    try:
        return decode(content)
    except Refused as refused:
        return Refusal(code=refused.code, reason=refused.reason)
