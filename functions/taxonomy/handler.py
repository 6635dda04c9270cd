"""Categories, tags and authors for editors: names, order, texts, pictures, merge, removal."""

import gazette.gc_tuning

import os
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from ulid import ULID

from gazette import times
from gazette.aws.clients import client
from gazette.http.auth import parse_if_match
from gazette.http.idempotency import IdempotencyMiddleware
from gazette.http.resolver import build_handler, build_resolver, page_response, require_group, staff_response
from gazette.http.staff_parameters import VALUE, Cursor, IdempotencyKey, Limit, OptionalIfMatch
from gazette.http.stamps import build_stamp
from gazette.jobs.model import Job
from gazette.jobs.repository import JobRepository
from gazette.jobs.schemas import ShownJob, build_job_path, show_job
from gazette.media.repository import MediaRepository
from gazette.settings import Settings
from gazette.taxonomy.articles import TermArticles
from gazette.taxonomy.commands import TaxonomyCommands
from gazette.taxonomy.lists import find_page
from gazette.taxonomy.model import Kind, Slug
from gazette.taxonomy.pictures import AuthorPictures
from gazette.taxonomy.repository import TaxonomyRepository
from gazette.taxonomy.requests import AuthorRequest, CategoryRequest, MergeRequest, TagRequest, TermRequest
from gazette.taxonomy.schemas import Author, AuthorPage, Category, CategoryPage, ShownTerm, Tag, TagPage
from gazette.taxonomy.serializers import show_term
from gazette.text import VISIBLE_LINE
from gazette.urls import site_url

settings = Settings(os.environ)
repository = TaxonomyRepository(client("dynamodb"), settings.table("taxonomy"))
media = MediaRepository(client("dynamodb"), settings.table("media"))
commands = TaxonomyCommands(
    repository,
    TermArticles(client("dynamodb"), settings.table("listings"), settings.languages),
    JobRepository(settings.table("jobs"), client("dynamodb")),
    AuthorPictures(repository, media, lambda: site_url(settings)),
    settings.languages,
)
idempotent = IdempotencyMiddleware(settings.table("idempotency"), client("dynamodb"))

app = build_resolver()


def _slug(noun: str, example: str) -> Any:
    return Path(description=f"Slug of the {noun}", json_schema_extra={VALUE: "Slug", "examples": [example]})


CategorySlug = Annotated[str, _slug("category", "economy")]
TagSlug = Annotated[str, _slug("tag", "railways")]
AuthorSlug = Annotated[str, _slug("author", "dilnoza-yusupova")]
"""Any text: one that is no slug names nothing."""
NewCategory = Annotated[Slug, _slug("category", "economy")]
NewTag = Annotated[Slug, _slug("tag", "railways")]
NewAuthor = Annotated[Slug, _slug("author", "dilnoza-yusupova")]
ReplaceWith = Annotated[
    Slug | None,
    Query(
        description="Slug of another one, which the articles get instead",
        json_schema_extra={VALUE: "Slug", "examples": ["business"]},
    ),
]
TagPrefix = Annotated[
    str | None,
    Query(
        max_length=200,
        pattern=VISIBLE_LINE,
        description="Beginning of a name in any language, or of the slug",
        json_schema_extra={"examples": ["rail"]},
    ),
]


def _json(description: str, model: type) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"model": model}}}


def _saved(noun: str, model: type) -> dict[int, Any]:
    room = "; or there are 100 categories" if noun == "category" else ""
    return {
        200: _json(f"The changed {noun}", model),
        201: _json(f"The new {noun}", model),
        409: {"description": f"The {noun} was merged into another one; `into` is its slug{room}"},
        428: {"description": f"The {noun} exists, and If-Match is absent"},
    }


def _removed(noun: str) -> dict[int, Any]:
    return {
        202: _json(f"The {noun} is an alias now, and the articles get the other one by this job", ShownJob),
        204: {"description": f"The {noun} is removed"},
        409: {"description": f"Published articles have the {noun}; `articles` is their number, 10,000 at most"},
    }


MERGING: dict[int, Any] = {
    202: _json("The articles get the other tag by this job", ShownJob),
    409: {"description": "The tag was merged already, or too many were merged into the other one"},
}


@app.get("/v1/editorial/categories", summary="List categories", operation_id="desk_listed")
def list_categories(limit: Limit = 20, cursor: Cursor = None) -> Response[CategoryPage]:
    """Categories by slug, with their names in all languages."""
    return respond_with_page("category", CategoryPage, limit, cursor)


@app.get("/v1/editorial/categories/<slug>", summary="Read a category", operation_id="desk_read")
def read_category(slug: CategorySlug) -> Response[Category]:
    return read("category", slug)


@app.put(
    "/v1/editorial/categories/<slug>",
    summary="Create a category, or change its names",
    responses=_saved("category", Category),
    operation_id="desk_save",
)
def save_category(slug: NewCategory, category: CategoryRequest, if_match: OptionalIfMatch = None) -> Response[Category]:
    """It replaces all members: those that are left out get their defaults. `If-Match` is needed to change a category.
    Published articles show a new name within minutes."""
    return save("category", slug, category, if_match)


@app.delete(
    "/v1/editorial/categories/<slug>",
    summary="Remove a category",
    responses=_removed("category"),
    operation_id="desk_remove",
)
def remove_category(
    slug: CategorySlug, replace_with: ReplaceWith = None, if_match: OptionalIfMatch = None
) -> Response[ShownJob | None]:
    """Refused while the category has published articles in any language, unless they get another one."""
    return remove("category", slug, replace_with, if_match)


@app.get("/v1/editorial/tags", summary="List tags", operation_id="desk_tags")
def list_tags(q: TagPrefix = None, limit: Limit = 20, cursor: Cursor = None) -> Response[TagPage]:
    """Tags by slug, also those that readers do not see yet. A page with `next` may be short."""
    return respond_with_page("tag", TagPage, limit, cursor, q)


@app.get("/v1/editorial/tags/<slug>", summary="Read a tag", operation_id="desk_tag")
def read_tag(slug: TagSlug) -> Response[Tag]:
    return read("tag", slug)


@app.put(
    "/v1/editorial/tags/<slug>",
    summary="Create a tag, or change its names",
    responses=_saved("tag", Tag),
    operation_id="desk_save_tag",
)
def save_tag(slug: NewTag, tag: TagRequest, if_match: OptionalIfMatch = None) -> Response[Tag]:
    """It replaces all names. `If-Match` is needed to change a tag. Published articles show a new name within
    minutes."""
    return save("tag", slug, tag, if_match)


@app.delete(
    "/v1/editorial/tags/<slug>", summary="Remove a tag", responses=_removed("tag"), operation_id="desk_remove_tag"
)
def remove_tag(
    slug: TagSlug, replace_with: ReplaceWith = None, if_match: OptionalIfMatch = None
) -> Response[ShownJob | None]:
    """Refused while published articles have the tag, unless they get another one."""
    return remove("tag", slug, replace_with, if_match)


@app.post(
    "/v1/editorial/tags/<slug>/merge",
    summary="Merge a tag into another one",
    responses=MERGING,
    operation_id="desk_merge_tags",
    middlewares=[idempotent],
)
def merge_tag(
    slug: TagSlug,
    merge: MergeRequest,
    if_match: OptionalIfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[ShownJob]:
    """All articles get the other tag: published ones within minutes, drafts when they are saved or published. The slug
    stays as an alias: its address redirects, and articles that name it get the other tag. It cannot be undone."""
    return replace("tag", slug, merge.into, if_match, group="editor", pointer="#/into")


@app.get("/v1/editorial/authors", summary="List authors", operation_id="desk_authors")
def list_authors(limit: Limit = 20, cursor: Cursor = None) -> Response[AuthorPage]:
    """Authors by slug, with their names and texts in all languages."""
    return respond_with_page("author", AuthorPage, limit, cursor)


@app.get("/v1/editorial/authors/<slug>", summary="Read an author", operation_id="desk_author")
def read_author(slug: AuthorSlug) -> Response[Author]:
    return read("author", slug)


@app.put(
    "/v1/editorial/authors/<slug>",
    summary="Create an author, or change names, text and picture",
    responses=_saved("author", Author),
    operation_id="desk_save_author",
)
def save_author(slug: NewAuthor, author: AuthorRequest, if_match: OptionalIfMatch = None) -> Response[Author]:
    """It replaces all members: an absent text or picture is removed. `If-Match` is needed to change an author.
    Published articles show a new name within minutes."""
    return save("author", slug, author, if_match)


@app.delete(
    "/v1/editorial/authors/<slug>",
    summary="Remove an author",
    responses=_removed("author"),
    operation_id="desk_remove_author",
)
def remove_author(
    slug: AuthorSlug, replace_with: ReplaceWith = None, if_match: OptionalIfMatch = None
) -> Response[ShownJob | None]:
    """Refused while the author has published articles, unless they get another one."""
    return remove("author", slug, replace_with, if_match)


def respond_with_page(
    kind: Kind, model: type, limit: int, cursor: str | None, prefix: str | None = None
) -> Response[Any]:
    require_group(app, "author")
    terms, next = find_page(repository, kind, limit=limit, cursor=cursor, prefix=prefix)
    return page_response(app, model(items=[show_term(term) for term in terms], next=next))


def read(kind: Kind, slug: str) -> Response[Any]:
    require_group(app, "author")
    return respond_with_term(show_term(commands.get(kind, slug)))


def save(kind: Kind, slug: str, request: TermRequest, if_match: str | None) -> Response[Any]:
    staff = require_group(app, "editor")
    term, job = commands.save(kind, slug, request, expected=parse_version(if_match), **build_stamp(staff, times.now()))
    shown = show_term(term, build_job_path(job) if job else None)
    return respond_with_term(shown, 201 if term.version == 1 else 200)


def remove(kind: Kind, slug: str, replace_with: str | None, if_match: str | None) -> Response[Any]:
    if replace_with is not None:
        return replace(kind, slug, replace_with, if_match, group="admin", pointer="?replace_with")
    require_group(app, "admin")
    expected = parse_version(if_match)
    commands.remove(kind, slug, expected=expected, at=times.now(), write_id=str(ULID()))
    return staff_response(None, 204)


def replace(kind: Kind, slug: str, into: str, if_match: str | None, *, group: str, pointer: str) -> Response[ShownJob]:
    """`pointer` is where the request names the other term."""
    staff = require_group(app, group)
    expected, stamp = parse_version(if_match), build_stamp(staff, times.now())
    job: Job = commands.merge(kind, slug, into, pointer=pointer, expected=expected, **stamp)
    return staff_response(show_job(job), 202, location=build_job_path(job.id))


def parse_version(if_match: str | None) -> int | None:
    return None if if_match is None else parse_if_match(if_match)


def respond_with_term(term: ShownTerm, status: int = 200) -> Response[Any]:
    return staff_response(term, status, etag=str(term.version))


handler = build_handler(app)
gazette.gc_tuning.finish_startup()
