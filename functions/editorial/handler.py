"""Articles for editors: the shelf, drafts, autosaves, review, publication, schedule, withdrawal, bin."""

import gazette.gc_tuning

import os
from contextlib import suppress
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from ulid import ULID

from gazette import times
from gazette.articles import permissions
from gazette.articles.commands import ArticleCommands
from gazette.articles.drafts.shelf import ShelfFilter, ShelfReader
from gazette.articles.errors import ArticleNotFound, SlugNotFound
from gazette.articles.requests import (
    Changes,
    NewArticle,
    Publication,
    PublishOptions,
    Return,
    Schedule,
    Submission,
    Withdrawal,
)
from gazette.articles.schemas import ArticlePage, AutosaveNote, ShownArticle, WithdrawnArticle
from gazette.articles.shelf_items import ShelfItems
from gazette.articles.staff_parameters import (
    BodyForm,
    FormerSlug,
    IsAutosave,
    KindOfArticle,
    Mine,
    SlugLanguage,
    Statuses,
    TermSlug,
    TitleWords,
    parse_statuses,
)
from gazette.articles.staff_routes import StaffRoutes, check_version, show_body
from gazette.articles.story_withdrawal import StoryWithdrawal
from gazette.aws.clients import client
from gazette.cursors import decode, encode
from gazette.http.auth import Principal, parse_if_match
from gazette.http.idempotency import IdempotencyMiddleware
from gazette.http.resolver import build_handler, build_resolver, page_response, staff_response
from gazette.http.staff_parameters import (
    ArticleId,
    Cursor,
    IdempotencyKey,
    IfMatch,
    IfMatchOrAny,
    Language,
    Limit,
    OptionalIfMatch,
)
from gazette.http.stamps import build_stamp
from gazette.media.repository import MediaRepository
from gazette.observability import logger
from gazette.schemas.person import Person
from gazette.settings import Settings
from gazette.urls import site_url

settings = Settings(os.environ)
commands = ArticleCommands.from_settings(settings, client("dynamodb"))
idempotent = IdempotencyMiddleware(settings.table("idempotency"), client("dynamodb"), without=("body",))

shelf = ShelfReader(client("dynamodb"), settings.table("drafts"))
media = MediaRepository(client("dynamodb"), settings.table("media"))
shelf_items = ShelfItems(commands.drafts, commands.autosaves, media, settings.languages)

app = build_resolver()
routes = StaffRoutes(app, commands.drafts, commands.autosaves, lambda: times.now())  # noqa: PLW0108 (tests set it)

SAVED: dict[int, Any] = {
    200: {"description": "The article in its new version", "content": {"application/json": {"model": ShownArticle}}}
}
CHANGED: dict[int, Any] = {
    200: {
        "description": "The article in its new version; with `autosave=true` who has unsaved text, since when",
        "content": {"application/json": {"model": ShownArticle | AutosaveNote}},
    },
    204: {"description": "With `autosave=true`: the text is that of the draft, so none is kept"},
    428: {"description": "A save without `If-Match`"},
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
def create(article: NewArticle, idempotency_key: IdempotencyKey = None) -> Response[Any]:
    """Only `lang` is needed to save; publishing needs title and body."""
    staff = routes.require("create")
    if article.publish:
        require_publication(staff, article.publish)
    require_story(staff, article.translation_of)
    draft = commands.copy_original(article) if article.copy_ else article.draft
    stamp, id = build_stamp(staff, times.now()), new_id()
    if article.publish:
        created = commands.create_published(draft, article.publish, id=id, **stamp)
    else:
        created = commands.create(draft, id=id, **stamp)
    return routes.respond(created, 201, location=f"/v1/editorial/articles/{id}")


@app.get("/v1/editorial/articles", summary="List articles", operation_id="editorial_shelf")
def list_articles(
    status: Statuses = "draft",
    *,
    lang: Language = None,
    kind: KindOfArticle = None,
    author: TermSlug = None,
    category: TermSlug = None,
    q: TitleWords = None,
    mine: Mine = False,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response[ArticlePage]:
    """Latest change first; scheduled articles by their times, in a list of several statuses the latest before all
    others. Authors see only their own. A page with `next` may be short.

    An article that is changed while somebody pages moves to the beginning. It is missing on later pages if it was not
    on an earlier one, and it is never on two pages of the same status. To see it, read the first page again."""
    staff = routes.require("list")
    if lang is not None:
        settings.language(lang)
    owner = staff.id if mine else routes.find_owner()
    shown = ShelfFilter(parse_statuses(status), lang, kind, author, category, owner, q)
    query = f"articles/{shown}"
    after = decode(query, cursor) if cursor else None
    found, position = shelf.list(shown, limit=limit, after=after)
    items = shelf_items.show(found, site_url(settings), owner=routes.find_owner(), at=times.now())
    return page_response(app, ArticlePage(items=items, next=encode(query, position) if position else None))


@app.get("/v1/editorial/articles/<id>", summary="Read an article as its editors see it")
def read(id: ArticleId, body: BodyForm = "source") -> Response[ShownArticle]:
    return routes.respond(show_body(routes.load(id, "read"), body))


@app.patch("/v1/editorial/articles/<id>", summary="Change an article", responses=CHANGED | CONFLICT)
def change(
    id: ArticleId, changes: Changes, autosave: IsAutosave = False, if_match: OptionalIfMatch = None
) -> Response[Any]:
    """A JSON merge patch (RFC 7396). Readers see it with the next publication. A save needs `If-Match`.

    An autosave patches the text that the person has there already. `If-Match`, the version with which the text was
    begun, is stored as `based_on` and never refused. Texts that were begun with different versions are kept apart. Each
    ends with a save of the person that has it, with `DELETE`, or 30 days after its last autosave."""
    if autosave:
        return keep_autosave(id, changes, if_match)
    article, stamp = routes.load_version(id, "change", if_match)
    if changes.translation_of != article.translation_of:
        require_story(routes.require("change", article), changes.translation_of)
    return routes.respond(commands.change(article, changes, **stamp))


@app.delete(
    "/v1/editorial/articles/<id>",
    summary="Put an article into the bin",
    responses=SAVED | CONFLICT,
    operation_id="editorial_bin",
)
def move_to_bin(id: ArticleId, if_match: IfMatch = None) -> Response[Any]:
    """The bin keeps the article for 30 days. A published or scheduled article is refused."""
    article, stamp = routes.load_version(id, "bin", if_match)
    return routes.respond(commands.move_to_bin(article, **stamp))


@app.post(
    "/v1/editorial/articles/<id>/undelete",
    summary="Take an article out of the bin",
    responses=SAVED | CONFLICT,
    middlewares=[idempotent],
)
def undelete(id: ArticleId, if_match: IfMatch = None, idempotency_key: IdempotencyKey = None) -> Response[Any]:
    article, stamp = routes.load_version(id, "undelete", if_match)
    return routes.respond(commands.undelete(article, **stamp))


@app.post(
    "/v1/editorial/articles/<id>/submit",
    summary="Hand a draft in",
    responses=SAVED | CONFLICT,
    middlewares=[idempotent],
    operation_id="editorial_submit",
)
def submit(
    id: ArticleId,
    submission: Submission | None = None,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[Any]:
    """The draft waits for an editor on the shelf `submitted`, since `submitted_at`. Its author may go on changing it.
    Title and text are needed."""
    article, stamp = routes.load_version(id, "submit", if_match)
    return routes.respond(commands.submit(article, submission.note if submission else None, **stamp))


@app.post(
    "/v1/editorial/articles/<id>/return",
    summary="Return a draft to its author",
    responses=SAVED | CONFLICT,
    middlewares=[idempotent],
    operation_id="editorial_return",
)
def return_to_author(
    id: ArticleId, answer: Return, if_match: IfMatch = None, idempotency_key: IdempotencyKey = None
) -> Response[Any]:
    """The note is for the author, in `review`; readers never see it."""
    article, stamp = routes.load_version(id, "return", if_match)
    return routes.respond(commands.return_to_author(article, answer.note, **stamp))


@app.post(
    "/v1/editorial/articles/<id>/publish",
    summary="Publish the last save",
    responses=SAVED | CONFLICT,
    middlewares=[idempotent],
)
def publish(
    id: ArticleId,
    publication: Annotated[Publication | None, Body(title="Order")] = None,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[Any]:
    """May be repeated: `published_at` never changes, `updated_at` changes unless the change is `minor`. With `changes`
    they are saved and published, both or nothing."""
    article, stamp = routes.load_version(id, "publish", if_match)
    if publication is None:
        return routes.respond(commands.publish(article, **stamp))
    require_publication(routes.require("publish"), publication)
    return routes.respond(commands.publish(article, publication, publication.changes, **stamp))


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
) -> Response[Any]:
    """`If-Match: *` withdraws any version, so that a story can be withdrawn at once.

    `whole_story` withdraws one translation after the other. 503 with `withdrawn` says what readers still see; the same
    request, repeated, does the rest. `If-Match` protects the article of the request while it is published."""
    staff = routes.require("unpublish")
    if withdrawal and withdrawal.whole_story:
        return withdraw_story(staff, id, withdrawal, parse_if_match(if_match, any_allowed=True))
    if parse_if_match(if_match, any_allowed=True) is None:
        return routes.respond(
            commands.unpublish_latest(id, withdrawal, **build_stamp(staff, times.now())), as_type=WithdrawnArticle
        )
    article, stamp = routes.load_version(id, "unpublish", if_match)
    return routes.respond(commands.unpublish(article, withdrawal, **stamp), as_type=WithdrawnArticle)


@app.put("/v1/editorial/articles/<id>/schedule", summary="Plan publication and withdrawal", responses=SAVED | CONFLICT)
def schedule(id: ArticleId, schedule: Schedule, if_match: IfMatch = None) -> Response[Any]:
    """The last save is published at that time: never earlier, and usually within a minute. What lacks
    a title, a text or a picture is refused, as by a publication; a picture may still wait for its file."""
    article, stamp = routes.load_version(id, "schedule", if_match)
    return routes.respond(commands.schedule(article, schedule, **stamp))


@app.delete("/v1/editorial/articles/<id>/schedule", summary="Remove the planned times", responses=SAVED | CONFLICT)
def unschedule(id: ArticleId, if_match: IfMatch = None) -> Response[Any]:
    article, stamp = routes.load_version(id, "schedule", if_match)
    return routes.respond(commands.schedule(article, None, **stamp))


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
    staff = routes.require("release-slug")
    if lang not in settings.languages:
        raise SlugNotFound()
    commands.release_slug(lang, slug, at=times.now())
    logger.info("slug released", extra={"lang": lang, "slug": slug, "by": staff.id})
    return staff_response(None, 204)


def require_publication(staff: Principal, options: PublishOptions) -> None:
    """Raises `Forbidden` if the groups do not allow a publication with these options."""
    permissions.require(staff, "publish")
    if options.published_at is not None:
        permissions.require(staff, "backdate")


def keep_autosave(id: str, changes: Changes, if_match: str | None) -> Response[Any]:
    article = routes.load(id, "autosave")
    stamp = build_stamp(routes.require("autosave"), times.now())
    based_on = None if if_match is None else parse_if_match(if_match)
    kept = commands.autosaving.keep(article, changes, based_on=based_on, by=stamp["by"], at=stamp["at"])
    if kept is None:
        return staff_response(None, 204)
    return staff_response(AutosaveNote(by=kept.by, at=kept.at, based_on=kept.based_on))


def require_story(staff: Principal, original_id: str | None) -> None:
    """Raises if the member of staff may not add a translation of an article; see `permissions.require_story`."""
    if original_id is None or permissions.may_read_all(staff):
        return
    with suppress(ArticleNotFound):  # no failure: the command refuses an unknown article
        original = commands.drafts.get(original_id)
        translations = commands.drafts.list_translations(original)
        members = [original, *(commands.drafts.get(member.id) for member in translations)]
        permissions.require_story(staff, original, [member for member in members if member.status == "published"])


def withdraw_story(staff: Principal, id: str, withdrawal: Withdrawal, expected: int | None) -> Response[Any]:
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
    return routes.respond(commands.drafts.get(id), as_type=WithdrawnArticle, withdrawn=tuple(withdrawn))


def new_id() -> str:
    return str(ULID())


handler = build_handler(app)
gazette.gc_tuning.finish_startup()
