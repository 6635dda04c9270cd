"""Articles for editors: drafts, publication, schedule, withdrawal, bin, revisions."""

import gazette.gc_tuning

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from ulid import ULID

from gazette import times
from gazette.articles import permissions
from gazette.articles.commands import ArticleCommands, check_version
from gazette.articles.errors import ArticleNotFound, SlugNotFound
from gazette.articles.fields import AnySlug
from gazette.articles.kinds import Kind
from gazette.articles.model import Article, Draft, Status
from gazette.articles.permissions import Action
from gazette.articles.requests import Changes, PublishOptions, Schedule, Withdrawal
from gazette.articles.schemas import (
    ArticlePage,
    RevisionPage,
    ShownArticle,
    StoryArticle,
    Translation,
    WithdrawnArticle,
)
from gazette.articles.story_withdrawal import StoryWithdrawal
from gazette.aws.clients import client
from gazette.cursors import decode, encode
from gazette.errors import Malformed
from gazette.http.auth import MAX_DIGITS, Principal, authenticate, parse_if_match
from gazette.http.idempotency import IdempotencyMiddleware
from gazette.http.resolver import build_handler, build_resolver, page_response, staff_response
from gazette.http.staff_parameters import (
    VALUE,
    ArticleId,
    Cursor,
    IdempotencyKey,
    IfMatch,
    IfMatchOrAny,
    Language,
    Limit,
)
from gazette.http.stamps import Stamp, build_stamp
from gazette.observability import logger
from gazette.schemas.person import Person
from gazette.settings import Settings

settings = Settings(os.environ)
commands = ArticleCommands.from_settings(settings, client("dynamodb"))
idempotent = IdempotencyMiddleware(settings.table("idempotency"), client("dynamodb"), without=("body",))

app = build_resolver()

SlugLanguage = Annotated[str, Path(description="Language of the slug", json_schema_extra={VALUE: "SiteLanguage"})]
FormerSlug = Annotated[AnySlug, Path(description="The slug", json_schema_extra={"examples": ["metro-opens-2"]})]

SAVED: dict[int, Any] = {
    200: {"description": "The article in its new version", "content": {"application/json": {"model": ShownArticle}}}
}
CREATED: dict[int, Any] = {
    201: {"description": "The new article", "content": {"application/json": {"model": ShownArticle}}}
}
RELEASED: dict[int, Any] = {
    204: {"description": "Any article may take the slug"},
    409: {"description": "Readers see an article under it, or its article is withdrawn and not deleted"},
}
WITHDRAWN: dict[int, Any] = {
    200: {"description": "The article in its new version", "content": {"application/json": {"model": WithdrawnArticle}}}
}
CONFLICT: dict[int, Any] = {409: {"description": "The article's state does not allow it"}}


@app.post("/v1/editorial/articles", summary="Write a new article", responses=CREATED, middlewares=[idempotent])
def create(draft: Draft, idempotency_key: IdempotencyKey = None) -> Response[ShownArticle]:
    """Only `lang` is needed to save; publishing needs title and body."""
    staff = require("create")
    require_story(staff, draft.translation_of)
    stamp = build_stamp(staff, times.now())
    article = commands.create(draft, id=new_id(), **stamp)
    return respond_with_article(article, 201, location=f"/v1/editorial/articles/{article.id}")


@app.get("/v1/editorial/articles", summary="List articles of one status", operation_id="editorial_shelf")
def list_articles(
    status: Annotated[
        Status, Query(description="Status of the articles", json_schema_extra={"examples": ["published"]})
    ] = "draft",
    lang: Language = None,
    kind: Annotated[
        Kind | None,
        Query(description="Only news, or only pages of the site", json_schema_extra={"examples": ["page"]}),
    ] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response[ArticlePage]:
    """Latest change first; scheduled articles by their times. Authors see only their own. A page with `next` may be
    short."""
    staff = require("list")
    if lang is not None:
        settings.language(lang)
    owner = None if permissions.may_read_all(staff) else staff.id
    query = f"articles/{status}/{lang}/{owner}" + (f"/{kind}" if kind else "")
    after = decode(query, cursor) if cursor else None
    items, position = commands.drafts.list_by_status(
        status, limit=limit, after=after, lang=lang, owner=owner, kind=kind
    )
    return page_response(app, ArticlePage(items=items, next=encode(query, position) if position else None))


@app.get("/v1/editorial/articles/<id>", summary="Read an article as its editors see it")
def read(id: ArticleId) -> Response[ShownArticle]:
    require("read")
    article = commands.drafts.get(id)
    require("read", article)
    return respond_with_article(article)


@app.patch("/v1/editorial/articles/<id>", summary="Change an article", responses=SAVED | CONFLICT)
def change(id: ArticleId, changes: Changes, if_match: IfMatch = None) -> Response[ShownArticle]:
    """A JSON merge patch (RFC 7396). Readers see it with the next publication."""
    article, stamp = load_for(id, "change", if_match)
    if changes.translation_of != article.translation_of:
        require_story(require("change", article), changes.translation_of)
    return respond_with_article(commands.change(article, changes, **stamp))


@app.delete(
    "/v1/editorial/articles/<id>",
    summary="Put an article into the bin",
    responses=SAVED | CONFLICT,
    operation_id="editorial_bin",
)
def move_to_bin(id: ArticleId, if_match: IfMatch = None) -> Response[ShownArticle]:
    """The bin keeps the article for 30 days. A published or scheduled article is refused."""
    article, stamp = load_for(id, "bin", if_match)
    return respond_with_article(commands.move_to_bin(article, **stamp))


@app.post(
    "/v1/editorial/articles/<id>/undelete",
    summary="Take an article out of the bin",
    responses=SAVED | CONFLICT,
    middlewares=[idempotent],
)
def undelete(id: ArticleId, if_match: IfMatch = None, idempotency_key: IdempotencyKey = None) -> Response[ShownArticle]:
    article, stamp = load_for(id, "undelete", if_match)
    return respond_with_article(commands.undelete(article, **stamp))


@app.post(
    "/v1/editorial/articles/<id>/publish",
    summary="Publish the last save",
    responses=SAVED | CONFLICT,
    middlewares=[idempotent],
)
def publish(
    id: ArticleId,
    options: Annotated[PublishOptions | None, Body(title="Order")] = None,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[ShownArticle]:
    """May be repeated: `published_at` never changes, `updated_at` changes unless the change is `minor`."""
    article, stamp = load_for(id, "publish", if_match)
    return respond_with_article(commands.publish(article, options, **stamp))


@app.post(
    "/v1/editorial/articles/<id>/unpublish",
    summary="Withdraw an article, or its whole story",
    responses=WITHDRAWN | CONFLICT,
    middlewares=[idempotent],
)
def unpublish(
    id: ArticleId,
    withdrawal: Withdrawal | None = None,
    if_match: IfMatchOrAny = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[WithdrawnArticle]:
    """`If-Match: *` withdraws any version, so that a story can be withdrawn at once.

    `whole_story` withdraws one translation after the other. 503 with `withdrawn` says what readers still see; the same
    request, repeated, does the rest. `If-Match` protects the article of the request while it is published."""
    staff = require("unpublish")
    if withdrawal and withdrawal.whole_story:
        return withdraw_story(staff, id, withdrawal, parse_if_match(if_match, any_allowed=True))
    if parse_if_match(if_match, any_allowed=True) is None:
        return respond_with_withdrawn(commands.unpublish_latest(id, withdrawal, **build_stamp(staff, times.now())))
    article, stamp = load_for(id, "unpublish", if_match)
    return respond_with_withdrawn(commands.unpublish(article, withdrawal, **stamp))


@app.put("/v1/editorial/articles/<id>/schedule", summary="Plan publication and withdrawal", responses=SAVED | CONFLICT)
def schedule(id: ArticleId, schedule: Schedule, if_match: IfMatch = None) -> Response[ShownArticle]:
    """The last save is published at that time: never earlier, and usually within a minute. What lacks
    a title, a text or a picture is refused, as by a publication; a picture may still wait for its file."""
    article, stamp = load_for(id, "schedule", if_match)
    return respond_with_article(commands.schedule(article, schedule, **stamp))


@app.delete("/v1/editorial/articles/<id>/schedule", summary="Remove the planned times", responses=SAVED | CONFLICT)
def unschedule(id: ArticleId, if_match: IfMatch = None) -> Response[ShownArticle]:
    article, stamp = load_for(id, "schedule", if_match)
    return respond_with_article(commands.schedule(article, None, **stamp))


@app.get(
    "/v1/editorial/articles/<id>/revisions",
    summary="List the versions of an article",
    operation_id="editorial_revisions",
)
def list_revisions(id: ArticleId, limit: Limit = 20, cursor: Cursor = None) -> Response[RevisionPage]:
    """Newest first. Each has its action, time, person and changed fields."""
    require("revisions")
    require("revisions", commands.drafts.get(id))
    query = f"revisions/{id}"
    before = parse_version(decode(query, cursor)) if cursor else None
    items, position = commands.drafts.list_revisions(id, limit=limit, before=before)
    return page_response(app, RevisionPage(items=items, next=encode(query, str(position)) if position else None))


@app.delete(
    "/v1/editorial/slugs/<lang>/<slug>",
    summary="Let another article take a slug",
    responses=RELEASED,
    operation_id="editorial_release_slug",
)
def release_slug(lang: SlugLanguage, slug: FormerSlug) -> Response[None]:
    """A former slug, or the slug of an article that is in the bin or purged. Its redirect, or its 410, ends. Two
    articles swap their slugs in this way: the first takes a third slug, its former one is released for the second, and
    then that of the second for the first."""
    staff = require("release-slug")
    if lang not in settings.languages:
        raise SlugNotFound()
    commands.release_slug(lang, slug, at=times.now())
    logger.info("slug released", extra={"lang": lang, "slug": slug, "by": staff.id})
    return staff_response(None, 204)


def require(action: Action, article: Article | None = None) -> Principal:
    """The signed-in member of staff. Raises `Forbidden` if the groups do not allow the action."""
    staff = authenticate(app.current_event.raw_event)
    permissions.require(staff, action, article)
    return staff


def require_story(staff: Principal, original_id: str | None) -> None:
    """Raises if the member of staff may not add a translation of an article; see `permissions.require_story`."""
    if original_id is None or permissions.may_read_all(staff):
        return
    with suppress(ArticleNotFound):  # no failure: the command refuses an unknown article
        original = commands.drafts.get(original_id)
        translations = commands.drafts.list_translations(original)
        members = [original, *(commands.drafts.get(member.id) for member in translations)]
        permissions.require_story(staff, original, [member for member in members if member.status == "published"])


def load_for(id: str, action: Action, if_match: str | None) -> tuple[Article, Stamp]:
    """The article in the version of `If-Match`, and the stamp of a write to it. Raises as `require`, `StaleVersion`."""
    require(action)
    expected = parse_if_match(if_match)
    article = commands.drafts.get(id)
    staff = require(action, article)
    check_version(article, expected)
    return article, build_stamp(staff, times.now())


def withdraw_story(
    staff: Principal, id: str, withdrawal: Withdrawal, expected: int | None
) -> Response[WithdrawnArticle]:
    article = commands.drafts.get(id)
    if expected is not None and article.published_version is not None:
        check_version(article, expected)
    story = StoryWithdrawal(
        commands,
        by=Person(id=staff.id, name=staff.name),
        permit=lambda article: permissions.require(staff, "unpublish", article),
        clock=times.now,
        new_id=new_id,
    )
    withdrawn = story.withdraw(article, withdrawal, exact=expected is not None)
    fields = {"story": article.story, "languages": [member.lang for member in withdrawn]}
    logger.info("story withdrawn", extra={**fields, "by": staff.id})
    return respond_with_withdrawn(commands.drafts.get(id), withdrawn)


def respond_with_article(article: Article, status: int = 200, *, location: str | None = None) -> Response[ShownArticle]:
    body = ShownArticle.model_construct(**dict(article), translations=list_translations(article))
    return staff_response(body, status, etag=str(article.version), location=location)


def respond_with_withdrawn(article: Article, withdrawn: Sequence[StoryArticle] = ()) -> Response[WithdrawnArticle]:
    translations = list_translations(article)
    body = WithdrawnArticle.model_construct(**dict(article), translations=translations, withdrawn=tuple(withdrawn))
    return staff_response(body, etag=str(article.version))


def list_translations(article: Article) -> tuple[Translation, ...]:
    """The other articles of the story that the member of staff may see."""
    staff = authenticate(app.current_event.raw_event)
    owner = None if permissions.may_read_all(staff) else staff.id
    return tuple(commands.drafts.list_translations(article, owner=owner))


def parse_version(position: str) -> int:
    if not (position.isascii() and position.isdigit() and len(position) <= MAX_DIGITS):
        raise Malformed("The cursor is damaged.")
    return int(position)


def new_id() -> str:
    return str(ULID())


handler = build_handler(app)
gazette.gc_tuning.finish_startup()
