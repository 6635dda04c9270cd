"""The desk: who one is, and what articles are filed under."""

import gazette.start

import os
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query
from ulid import ULID

from gazette import times
from gazette.aws.clients import client
from gazette.cursors import decode, encode
from gazette.errors import Invalid, pointer
from gazette.http.api import answer, page, resolver, serve
from gazette.http.staff import Principal, expected_version, principal
from gazette.settings import Settings
from gazette.taxonomy.model import Category, CategoryPage, Editor, Me, Naming, Slug
from gazette.taxonomy.table import Categories

settings = Settings(os.environ)
categories = Categories(client("dynamodb"), settings.table("taxonomy"), settings.table("listings"))

app = resolver()

IfMatch = Annotated[str | None, Header(alias="If-Match", description='The version that was read: `"7"`')]

SAVED: dict[int, Any] = {
    200: {"description": "As it is now", "content": {"application/json": {"model": Category}}},
    201: {"description": "As it was made", "content": {"application/json": {"model": Category}}},
}
REMOVED: dict[int, Any] = {
    204: {"description": "It is gone"},
    409: {"description": "Published articles are in it"},
}


@app.get("/v1/editorial/me", summary="Tell who is signed in", tags=["Desk"])
def me() -> Response[Me]:
    staff = allowed("author")
    return answer(Me(id=staff.id, name=staff.name, groups=sorted(staff.groups)))


@app.get("/v1/editorial/categories", summary="List categories", tags=["Desk"])
def listed(
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(description="`next` of the page before")] = None,
) -> Response[CategoryPage]:
    """By slug, with their names in all languages."""
    allowed("author")
    after = decode("categories", cursor) if cursor else None
    items, last = categories.page(limit=limit, after=after)
    return page(app, CategoryPage(items=items, next=encode("categories", last) if last else None))


@app.get("/v1/editorial/categories/<slug>", summary="Read a category", tags=["Desk"])
def read(slug: str) -> Response[Category]:
    allowed("author")
    return shown(categories.get(slug))


@app.put("/v1/editorial/categories/<slug>", summary="Make a category, or name it anew", tags=["Desk"], responses=SAVED)
def save(slug: Annotated[Slug, Path()], naming: Naming, if_match: IfMatch = None) -> Response[Category]:
    """`If-Match` is needed to change one that exists. Articles show a new name with their next publication."""
    staff = allowed("editor")
    check_languages(naming)
    expected = expected_version(if_match) if if_match else None
    by = Editor(id=staff.id, name=staff.name)
    category = categories.save(slug, naming.names, expected=expected, by=by, at=times.now(), write=str(ULID()))
    return shown(category, 201 if category.version == 1 else 200)


@app.delete("/v1/editorial/categories/<slug>", summary="Remove a category", tags=["Desk"], responses=REMOVED)
def remove(slug: str, if_match: IfMatch = None) -> Response[None]:
    """Only while no published article of any language is in it."""
    allowed("admin")
    expected = expected_version(if_match) if if_match else None
    categories.remove(slug, expected=expected, languages=settings.languages, at=times.now(), write=str(ULID()))
    return answer(None, 204)


def allowed(group: str) -> Principal:
    """Who is asking, if in this group or one above it."""
    staff = principal(app.current_event.raw_event)
    staff.require(group)
    return staff


def check_languages(naming: Naming) -> None:
    unknown = sorted(set(naming.names) - set(settings.languages))
    if unknown:
        raise Invalid.at(
            pointer("names", unknown[0]), f"The languages of this site are {', '.join(settings.languages)}."
        )


def shown(category: Category, status: int = 200) -> Response[Category]:
    return answer(category, status, etag=str(category.version))


handler = serve(app)
gazette.start.ended()
