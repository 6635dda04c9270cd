"""What a record must fulfil beyond the types of its members. Each function returns errors as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from pydantic import ValidationError

from cli.moving.field_types import check_time
from cli.moving.files import get_accepted_key, list_shown_keys
from cli.moving.problems import describe_error
from cli.moving.records import (
    AddressRecord,
    ArticleRecord,
    PictureRecord,
    TermRecord,
    dump_article,
)
from gazette.articles.kinds import list_kind_errors
from gazette.articles.model import Article, Draft
from gazette.articles.pictures import MAX_PICTURES
from gazette.encoding import compact_json
from gazette.media.model import Media
from gazette.times import timestamp

TIMES = (
    "created_at",
    "changed_at",
    "published_at",
    "updated_at",
    "publish_at",
    "unpublish_at",
    "binned_at",
    "purge_at",
)
_ID = re.compile(r"[0-9][0-9A-Za-z]{0,25}", re.ASCII)
_PLACEHOLDER = re.compile(r"data:image/webp;base64,[A-Za-z0-9+/]{0,4000}={0,2}", re.ASCII)
_FILE = re.compile(r"media/[0-9A-Za-z]+/[0-9A-Za-z-]+/[0-9A-Za-z-]+\.(webp|jpg)", re.ASCII)
_NAME = re.compile(r"[0-9]{1,6}-[0-9a-f]{12}", re.ASCII)


def check_picture(record: PictureRecord, *, with_files: bool) -> Iterator[str]:
    picture = record.picture
    if not _ID.fullmatch(picture.id):
        yield f"{picture.id!r} is no id"
        return
    yield from _check_times(picture, ("created_at", "changed_at", "due_at", "closed_until"))
    allowed = {*list_shown_keys(picture), get_accepted_key(picture)}
    yield from _check_renditions(picture)
    for file in record.files:
        if file.path not in allowed or ".." in PurePosixPath(file.path).parts:
            yield f"{file.path!r} is no file of this picture"
    if with_files:
        listed = [file.path for file in record.files]
        yield from (f"there is no record of the file {key}" for key in list_shown_keys(picture) if key not in listed)
        yield from (f"{path!r} is there twice" for path in sorted({p for p in listed if listed.count(p) > 1}))


def _check_renditions(picture: Media) -> Iterator[str]:
    shown = picture.renditions
    if shown is None:
        return
    if not (shown.sources and shown.crops):
        yield "a picture that is ready has sources and crops"
    if not _PLACEHOLDER.fullmatch(shown.placeholder):
        yield "the placeholder is no small picture"
    if not _NAME.fullmatch(shown.name):
        yield f"{shown.name!r} is no name of an upload"
    for key in list_shown_keys(picture):
        if not (_FILE.fullmatch(key) and key.startswith(f"media/{picture.id}/")):
            yield f"{key!r} is no path of a file of this picture"


def check_term(record: TermRecord) -> Iterator[str]:
    if record.merged_into is not None and (record.merged or record.picture):
        yield "a term that was merged has neither others that were merged into it nor a picture"
    if record.merged_into == record.slug:
        yield "a term is not merged into itself"
    if record.kind != "author" and (record.text or record.picture):
        yield f"a {record.kind} has neither a text nor a picture"


def check_form(article: Article, languages: Sequence[str]) -> Iterator[str]:
    """Errors of a version of an article, whatever the others are."""
    for name, id in (("id", article.id), ("story", article.story), ("translation_of", article.translation_of)):
        if id is not None and not _ID.fullmatch(id):
            yield f"{name}: {id!r} is no id"
    yield from _check_times(article, TIMES)
    for correction in article.corrections:
        yield from _check_times(correction, ("at",))
    if article.review:
        yield from _check_times(article.review, ("at",))
    if article.lang not in languages:
        yield f"the languages of this site are {', '.join(languages)}, not {article.lang!r}"
    if article.version < 1:
        yield "versions begin with 1"
    yield from _check_draft(article)


def _check_draft(article: Article) -> Iterator[str]:
    """An article has looser types for the fields that its lists show than the draft that editors send."""
    members = {name: value for name, value in dump_article(article).items() if name in Draft.model_fields}
    try:
        draft = Draft.model_validate_json(compact_json(members), strict=True)
    except ValidationError as error:
        yield from describe_error(error)
        return
    for name in Draft.model_fields:
        if getattr(draft, name) != getattr(article, name):
            yield f"{name}: it is not in the form in which Gazette stores it"


def check_article(record: ArticleRecord, present: Article, published: Article | None, now: datetime) -> Iterator[str]:
    """`present` is the article as it is now, `published` the revision that readers see."""
    yield from _check_times(present, TIMES)
    if present.published_at and present.published_at > timestamp(now):
        yield f"published_at: {present.published_at} lies in the future"
    if (present.id, present.version) != (record.id, record.version):
        yield f"its last revision is version {present.version} of {present.id}"
    if present.binned_at and (present.published_version is not None or not present.purge_at):
        yield "an article in the bin is not published, and has a time at which it is deleted"
    if (present.published_version is None) != (record.public is None):
        yield "`public` belongs to a published article, and only to one"
    if len({*present.media, *present.published_media}) > 2 * MAX_PICTURES:
        yield f"an article has at most {MAX_PICTURES} pictures"
    yield from _list_kind_errors(present)
    if present.published_version is not None:
        yield from _check_published(present, published)


def _check_published(present: Article, published: Article | None) -> Iterator[str]:
    if published is None:
        yield f"there is no revision {present.published_version}, which readers see"
        return
    if published.published_version != published.version:
        yield f"the revision {published.version} was not published"
    needed = ("title", "body", "slug", "published_at", "updated_at")
    yield from (f"a published article has a {name}" for name in needed if not getattr(published, name))
    for name in ("lang", "story", "kind", "published_at", "published_media"):
        if getattr(present, name) != getattr(published, name):
            yield f"{name} is another one than in the revision that readers see"
    if published.published_media != published.media:
        yield "published_media are other pictures than those of the revision that readers see"
    yield from _list_kind_errors(published)


def check_address(record: AddressRecord, languages: Sequence[str]) -> Iterator[str]:
    given = [name for name in ("moved_to", "withdrawn", "released_at") if getattr(record, name) is not None]
    if len(given) != 1:
        yield "an address has one of moved_to, withdrawn and released_at"
    lang, has_slug, _ = record.address.partition("/")
    if has_slug and lang not in languages:
        yield f"the languages of this site are {', '.join(languages)}, not {lang!r}"
    if not has_slug and record.withdrawn is None:
        yield "only an article that was withdrawn has a record of its id"
    if record.withdrawn and record.address not in (
        record.withdrawn.id,
        f"{record.withdrawn.lang}/{record.withdrawn.slug}",
    ):
        yield "this is no address of the article that was withdrawn"


def _check_times(model: object, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        value = getattr(model, name)
        if value is None:
            continue
        try:
            check_time(value)
        except ValueError:
            yield f"{name}: a time is such as 2025-12-18T07:00:00Z, not {value!r}"


def _list_kind_errors(article: Article) -> Iterator[str]:
    for error in list_kind_errors(article):
        yield f"{error['pointer']}: {error['detail']}"
