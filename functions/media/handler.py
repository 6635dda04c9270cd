"""Pictures for editors: uploads, texts, focus, uses, replacement, deletion."""

import gazette.gc_tuning

import os
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from ulid import ULID

from gazette import times
from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.model import Summary
from gazette.aws.clients import client
from gazette.cursors import decode, encode
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Forbidden
from gazette.http.auth import Principal, parse_if_match
from gazette.http.idempotency import IdempotencyMiddleware
from gazette.http.resolver import build_handler, build_resolver, page_response, require_group, staff_response
from gazette.http.staff_parameters import VALUE, Cursor, IdempotencyKey, IfMatch, Limit
from gazette.http.stamps import build_stamp
from gazette.jobs.repository import JobRepository
from gazette.media.commands import MediaCommands
from gazette.media.events import publish_due_media
from gazette.media.files import MediaFiles
from gazette.media.items import AUTHOR_USE
from gazette.media.model import Media, Status
from gazette.media.repository import MediaRepository
from gazette.media.requests import FileRequest, MediaChanges, MediaRequest
from gazette.media.schemas import MediaPage, NewMedia, ShownMedia, Use
from gazette.media.serializers import show_media, show_new_media
from gazette.settings import Settings
from gazette.taxonomy.model import Term
from gazette.taxonomy.repository import TaxonomyRepository
from gazette.text import VISIBLE_LINE
from gazette.urls import site_url

settings = Settings(os.environ)
drafts = DraftRepository(client("dynamodb"), settings.table("drafts"))
taxonomy = TaxonomyRepository(client("dynamodb"), settings.table("taxonomy"))
files = MediaFiles(
    settings.require("MEDIA_BUCKET"),
    client("s3"),
    # The local server checks the policy of a form itself, because no emulator does.
    client("s3", endpoint=settings.optional("UPLOAD_ENDPOINT") or None),
)
idempotent = IdempotencyMiddleware(settings.table("idempotency"), client("dynamodb"))


def find_uses(names: Mapping[str, Sequence[str]]) -> dict[str, list[Use]]:
    """The articles and authors of all pictures are read together: one is often in the uses of several."""
    users = find_users({name for uses in names.values() for name in uses})
    return {
        id: [use for use, shown in (users[name] for name in uses if name in users) if id in shown]
        for id, uses in names.items()
    }


def find_users(names: Collection[str]) -> dict[str, tuple[Use, tuple[str | None, ...]]]:
    """By its name in the uses: an article or an author, and the pictures that it shows."""
    slugs = [name.removeprefix(AUTHOR_USE) for name in names if name.startswith(AUTHOR_USE)]
    articles = drafts.find_summaries([name for name in names if not name.startswith(AUTHOR_USE)])
    authors = taxonomy.find([("author", slug) for slug in slugs]).values()
    return {
        **{id: (show_article(one), (*one.media, *one.published_media)) for id, one in articles.items()},
        **{f"{AUTHOR_USE}{one.slug}": (show_author(one), (one.picture,)) for one in authors},
    }


def show_article(article: Summary) -> Use:
    return Use(id=article.id, lang=article.lang, title=article.title, status=article.status)


def show_author(author: Term) -> Use:
    name = author.names.get(settings.default_language) or author.slug
    return Use(kind="author", id=author.slug, lang=None, title=name, status="published")


def notify(id: str) -> None:
    """Let MediaIntake begin at once. If the bus cannot be reached, the scheduler does it in the next minute."""
    try:
        publish_due_media(client("events"), settings.require("EVENT_BUS"), [id])
    except Exception as error:
        count_swallowed("media-waits", error, media=id)


commands = MediaCommands(
    MediaRepository(client("dynamodb"), settings.table("media")),
    JobRepository(settings.table("jobs"), client("dynamodb")),
    settings.languages,
    find_uses,
    notify,
)

app = build_resolver()

MediaId = Annotated[str, Path(description="The picture's id (a ULID)", json_schema_extra={VALUE: "MediaId"})]
ListedStatus = Annotated[Status, Query(description="Status of the pictures", json_schema_extra={"examples": ["ready"]})]
NamePart = Annotated[
    str | None,
    Query(
        max_length=200,
        pattern=VISIBLE_LINE,
        description="A part of the file's name, among the pictures of the status",
        json_schema_extra={"examples": ["bridge"]},
    ),
]
WithUses = Annotated[bool, Query(description="Add `uses` to each picture")]
CREATED: dict[int, Any] = {
    201: {"description": "The picture, and the form for its file", "content": {"application/json": {"model": NewMedia}}}
}
REPLACING: dict[int, Any] = {
    200: {"description": "The picture, and the form for its file", "content": {"application/json": {"model": NewMedia}}}
}
SAVED: dict[int, Any] = {
    200: {"description": "The picture in its new version", "content": {"application/json": {"model": ShownMedia}}}
}
DELETED: dict[int, Any] = {
    204: {"description": "The picture is deleted, and its files are within a minute"},
    409: {"description": "Articles or authors show the picture; `uses` names them"},
}


@app.post(
    "/v1/editorial/media",
    summary="Announce a picture",
    responses=CREATED,
    middlewares=[idempotent],
)
def create(request: MediaRequest, idempotency_key: IdempotencyKey = None) -> Response[NewMedia]:
    """Send the file with the form of the response. Within seconds `status` is `ready`, or `refused` with a reason."""
    staff = require_group(app, "author")
    media = commands.create(request, id=str(ULID()), **build_stamp(staff, times.now()))
    return respond_with_form(media, 201, location=f"/v1/editorial/media/{media.id}")


@app.get("/v1/editorial/media", summary="List pictures", operation_id="media_list")
def list_media(
    status: ListedStatus = "ready",
    q: NamePart = None,
    uses: WithUses = False,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response[MediaPage]:
    """Latest change first. A page with `next` may be short."""
    require_group(app, "author")
    query = f"media/{status}/{q}"
    after = decode(query, cursor) if cursor else None
    items, position = commands.repository.list_by_status(status, limit=limit, after=after, name=q)
    site = site_url(settings)
    shown = commands.list_uses_of_all([media.id for media in items]) if uses else {}
    page = MediaPage(
        items=[show_media(media, site, shown.get(media.id)) for media in items],
        next=encode(query, position) if position else None,
    )
    return page_response(app, page)


@app.get("/v1/editorial/media/<id>", summary="Read a picture and where it is shown")
def read(id: MediaId) -> Response[ShownMedia]:
    require_group(app, "author")
    media = commands.repository.get(id)
    return respond_with_media(media, commands.list_uses(id))


@app.patch("/v1/editorial/media/<id>", summary="Change texts or focus", responses=SAVED)
def change(id: MediaId, changes: MediaChanges, if_match: IfMatch = None) -> Response[ShownMedia]:
    """A JSON merge patch (RFC 7396). Published articles that show the picture change within minutes."""
    staff, expected = require_change(id), parse_version(if_match)
    return respond_with_media(commands.change(id, changes, expected=expected, **build_stamp(staff, times.now())))


@app.post(
    "/v1/editorial/media/<id>/replace",
    summary="Announce another file for a picture",
    responses=REPLACING,
    middlewares=[idempotent],
)
def replace(
    id: MediaId, request: FileRequest, if_match: IfMatch = None, idempotency_key: IdempotencyKey = None
) -> Response[NewMedia]:
    """Readers see the present file until the new one is accepted. Also after a refusal, or if the form has expired."""
    staff, expected = require_change(id), parse_version(if_match)
    return respond_with_form(commands.replace(id, request, expected=expected, **build_stamp(staff, times.now())))


@app.delete("/v1/editorial/media/<id>", summary="Delete a picture", responses=DELETED)
def delete(id: MediaId, if_match: IfMatch = None) -> Response[None]:
    """Refused while a draft, a published article or an author shows it."""
    require_change(id)
    commands.delete(id, expected=parse_version(if_match), at=times.now())
    return staff_response(None, 204)


def require_change(id: str) -> Principal:
    """The member of staff who may change a picture: editors, and authors their own until readers see it."""
    staff = require_group(app, "author")
    if staff.may("editor"):
        return staff
    if commands.repository.get(id).created_by.id != staff.id:
        raise Forbidden("This is another author's picture.")
    if any(use.status == "published" for use in commands.list_uses(id)):
        raise Forbidden("Published articles show it: an editor has it in hand now.")
    return staff


def parse_version(if_match: str | None) -> int:
    expected = parse_if_match(if_match)
    assert expected is not None  # noqa: S101 (`*` is refused)
    return expected


def respond_with_media(media: Media, uses: list[Use] | None = None) -> Response[ShownMedia]:
    return staff_response(show_media(media, site_url(settings), uses), etag=str(media.version))


def respond_with_form(media: Media, status: int = 200, *, location: str | None = None) -> Response[NewMedia]:
    body = show_new_media(media, site_url(settings), files.create_upload_form(media))
    return staff_response(body, status, etag=str(media.version), location=location)


handler = build_handler(app)
gazette.gc_tuning.finish_startup()
