"""Rules of a picture's changes: each function takes a picture and returns what is stored next.

waiting ── ready      a file arrived, and was accepted
   └────── refused    it was not, or no file arrived; `replace` makes it wait again

A picture that is ready stays ready: until the file of a replacement is accepted, readers see the one before.
"""

from datetime import datetime, timedelta
from typing import Any

from gazette.media.model import Focus, Media, Refusal, Renditions, Texts, Upload
from gazette.media.requests import FileRequest, MediaChanges, MediaRequest
from gazette.schemas.person import Person
from gazette.times import parse_timestamp, timestamp

UPLOAD_TIME = timedelta(minutes=15)
"""An upload without a file is refused after this time. Its form expires earlier."""
LEASE = timedelta(minutes=3)
"""Time after which work that did not end is begun again. MediaIntake times out earlier."""
CLOSED = timedelta(seconds=60)
"""A deletion closes the picture for this time. The function times out much earlier."""
MAX_ATTEMPTS = 3
"""Runs of MediaIntake for the same work. A file that needs too much memory ends them without an error."""

MISSING = Refusal(code="missing", reason="No file arrived within 15 minutes.")
FAILED = Refusal(code="failed", reason=f"It could not be processed in {MAX_ATTEMPTS} attempts.")


def create(request: MediaRequest, *, id: str, by: Person, at: datetime) -> Media:
    texts: dict[str, Any] = {name: getattr(request, name) for name in Texts.model_fields}
    return Media(
        id=id,
        version=1,
        revision=1,
        upload=_announce(request, 1, at),
        due_at=timestamp(at + UPLOAD_TIME),
        created_at=timestamp(at),
        created_by=by,
        changed_at=timestamp(at),
        changed_by=by,
        **texts,
    )


def replace(media: Media, request: FileRequest, *, by: Person, at: datetime) -> Media:
    """The picture with another upload, which readers see once it is accepted."""
    upload = _announce(request, media.upload.number + 1, at)
    return _change(media, by, at, upload=upload, attempts=0, due_at=timestamp(at + UPLOAD_TIME))


def merge(media: Media, changes: MediaChanges, *, by: Person, at: datetime) -> Media:
    """The picture with a merge patch applied (RFC 7396); the same picture if that changes nothing."""
    texts: dict[str, Any] = {}
    for name, patch in changes.model_dump(exclude_unset=True).items():
        if name == "focus":
            texts[name] = Focus.model_validate(patch or {})
        elif patch is None:
            texts[name] = {}
        else:
            texts[name] = {lang: text for lang, text in {**getattr(media, name), **patch}.items() if text is not None}
    if all(getattr(media, name) == value for name, value in texts.items()):
        return media
    after = _change(media, by, at, **texts)
    if not after.has_work or media.due_at is not None:
        return after
    return after.model_copy(update={"attempts": 0, "due_at": timestamp(at)})


def changes_articles(before: Media, after: Media) -> bool:
    """Whether articles that show the picture have to be rendered again."""
    shown = ("alt", "caption", "credit", "renditions")
    return before.renditions is not None and any(getattr(before, name) != getattr(after, name) for name in shown)


def begin_work(media: Media, at: datetime) -> Media:
    """The picture while MediaIntake works on it; after `LEASE` it is due again."""
    return _write(media, attempts=media.attempts + 1, due_at=timestamp(at + LEASE))


def accept(media: Media, renditions: Renditions) -> Media:
    """The picture with new files. The same picture if it has those of a later upload already."""
    if media.renditions is not None and media.renditions.upload > renditions.upload:
        return media
    upload = media.upload
    if upload.number == renditions.upload:
        upload = upload.model_copy(update={"status": "ready", "refusal": None})
    return _finish(media, upload=upload, renditions=renditions)


def refuse(media: Media, number: int, refusal: Refusal) -> Media:
    """The picture whose upload is refused. The same picture if that upload was replaced or accepted meanwhile."""
    if media.upload.number != number or media.upload.status != "waiting":
        return media
    upload = media.upload.model_copy(update={"status": "refused", "refusal": refusal})
    return _finish(media, upload=upload)


def give_up(media: Media) -> Media:
    """The picture with crops of its former focus. Nothing is tried again before staff change it."""
    return _write(media, attempts=0, due_at=None)


def close(media: Media, at: datetime) -> Media:
    """The picture while its uses are looked for. The deletion ends earlier than this time, or fails."""
    return _write(media, closed_until=timestamp(at + CLOSED))


def reopen(media: Media) -> Media:
    return _write(media, closed_until=None)


def _finish(media: Media, **changes: Any) -> Media:
    """The picture after work. It is due again if the focus was moved meanwhile, or if an upload waits."""
    after = _write(media, attempts=0, due_at=None, **changes)
    if not after.has_work:
        return after
    waits = after.upload.status == "waiting"
    due_at = timestamp(parse_timestamp(after.upload.at) + UPLOAD_TIME) if waits else after.changed_at
    return after.model_copy(update={"due_at": due_at})


def _announce(request: FileRequest, number: int, at: datetime) -> Upload:
    return Upload(number=number, name=request.name, type=request.type, size=request.size, at=timestamp(at))


def _change(media: Media, by: Person, at: datetime, **changes: Any) -> Media:
    stamp = {"version": media.version + 1, "changed_at": timestamp(at), "changed_by": by}
    return _write(media, **stamp, **changes)


def _write(media: Media, **changes: Any) -> Media:
    return media.model_copy(update={"revision": media.revision + 1, **changes})
