"""Earlier versions of articles for editors, and text that is not saved: read, compare, restore, discard."""

import gazette.gc_tuning

import os
from contextlib import suppress
from typing import Any

from aws_lambda_powertools.event_handler import Response

from gazette import times
from gazette.articles.draft_commands import DraftCommands, DraftStores
from gazette.articles.model import Draft
from gazette.articles.revisions.diff import compare
from gazette.articles.revisions.schemas import LeftOut, RestoredArticle, RevisionDiff, ShownRevision
from gazette.articles.schemas import Autosave, RevisionPage, ShownArticle
from gazette.articles.staff_parameters import Against, BasedOn, BodyForm, PersonId, Version
from gazette.articles.staff_routes import StaffRoutes, show_body
from gazette.aws.clients import client
from gazette.cursors import decode, encode
from gazette.errors import Invalid, Malformed
from gazette.http.auth import MAX_DIGITS
from gazette.http.idempotency import IdempotencyMiddleware
from gazette.http.resolver import build_handler, build_resolver, page_response, staff_response
from gazette.http.staff_parameters import ArticleId, Cursor, IdempotencyKey, IfMatch, Limit
from gazette.settings import Settings

settings = Settings(os.environ)
commands = DraftCommands(DraftStores.from_settings(settings, client("dynamodb")))
idempotent = IdempotencyMiddleware(settings.table("idempotency"), client("dynamodb"), without=("body",))

app = build_resolver()
routes = StaffRoutes(app, commands.drafts, commands.autosaves, lambda: times.now())  # noqa: PLW0108 (tests set it)

SAVED: dict[int, Any] = {
    200: {"description": "The article in its new version", "content": {"application/json": {"model": ShownArticle}}},
    409: {"description": "The article's state does not allow it"},
}
RESTORED: dict[int, Any] = {
    200: {
        "description": "The article in its new version; in the present one if nothing differs",
        "content": {"application/json": {"model": RestoredArticle}},
    },
    409: {"description": "The article is in the bin"},
}
ENDED: dict[int, Any] = {204: {"description": "This person has no unsaved text here"}}


@app.get(
    "/v1/editorial/articles/<id>/revisions",
    summary="List the versions of an article",
    operation_id="editorial_revisions",
)
def list_revisions(id: ArticleId, limit: Limit = 20, cursor: Cursor = None) -> Response[RevisionPage]:
    """Newest first. Each has its action, time, person and changed fields."""
    routes.load(id, "read")
    query = f"revisions/{id}"
    before = parse_version(decode(query, cursor)) if cursor else None
    items, position = commands.drafts.list_revisions(id, limit=limit, before=before)
    return page_response(app, RevisionPage(items=items, next=encode(query, str(position)) if position else None))


@app.get(
    "/v1/editorial/articles/<id>/revisions/<version>",
    summary="Read a version of an article",
    operation_id="editorial_revision",
)
def read_revision(id: ArticleId, version: Version, body: BodyForm = "source") -> Response[ShownRevision]:
    """The article as it was, with who made the version, when and how."""
    routes.load(id, "read")
    revision, article = commands.drafts.describe_revision(id, version)
    return staff_response(ShownRevision.model_construct(**dict(revision), article=show_body(article, body)))


@app.get(
    "/v1/editorial/articles/<id>/revisions/<version>/diff",
    summary="Compare two versions of an article",
    operation_id="editorial_diff",
)
def diff(id: ArticleId, version: Version, against: Against = None) -> Response[RevisionDiff]:
    """By field, from `against` to the version. A body has the hunks of a unified diff, by paragraphs: of Markdown as it
    was written, of HTML by blocks. The first version, without `against`, is compared with an empty draft (0)."""
    routes.load(id, "read")
    after = commands.drafts.get_revision(id, version)
    against = version - 1 if against is None else against
    before = commands.drafts.get_revision(id, against).draft if against else Draft(lang=after.lang)
    return staff_response(RevisionDiff(version=version, against=against, changes=compare(before, after.draft)))


@app.post(
    "/v1/editorial/articles/<id>/revisions/<version>/restore",
    summary="Save an earlier version anew",
    responses=RESTORED,
    operation_id="editorial_restore",
    middlewares=[idempotent],
)
def restore(
    id: ArticleId, version: Version, if_match: IfMatch = None, idempotency_key: IdempotencyKey = None
) -> Response[RestoredArticle]:
    """Readers see it with the next publication. Language, kind, story and corrections stay as they are now, and the
    slug of an article that was ever published. Categories, authors and a lead picture that are no longer there are left
    out; `left_out` names them, and missing pictures of the body, which stays as it was."""
    article, stamp = routes.load_version(id, "change", if_match)
    restored, missing = commands.restore(article, version, **stamp)
    left_out = tuple(LeftOut(**entry) for entry in missing)
    return routes.respond(restored, as_type=RestoredArticle, left_out=left_out)


@app.post(
    "/v1/editorial/articles/<id>/discard",
    summary="Go back to what readers see",
    responses=SAVED,
    operation_id="editorial_discard",
    middlewares=[idempotent],
)
def discard(id: ArticleId, if_match: IfMatch = None, idempotency_key: IdempotencyKey = None) -> Response[ShownArticle]:
    """Drops all changes since the last publication. They stay among the versions."""
    article, stamp = routes.load_version(id, "change", if_match)
    return routes.respond(commands.discard(article, **stamp))


@app.get(
    "/v1/editorial/articles/<id>/autosave",
    summary="Read text that is not saved",
    operation_id="editorial_read_autosave",
)
def read_autosave(
    id: ArticleId, by: PersonId = None, based_on: BasedOn = None, body: BodyForm = "source"
) -> Response[Autosave]:
    """The whole draft as that person has it. `based_on` is the version with which it was begun: if the article has a
    later one, others have saved meanwhile. With `body=html` a body that cannot be rendered stays as it was typed."""
    routes.load(id, "autosave")
    person = by or routes.require("autosave").id
    autosave = commands.autosaves.get(id, person, times.now(), based_on)
    draft = autosave.draft
    with suppress(Invalid):  # no failure: the text is not finished, and its author needs it to mend it
        draft = show_body(draft, body)
    return staff_response(autosave.model_copy(update={"draft": draft}))


@app.delete(
    "/v1/editorial/articles/<id>/autosave",
    summary="Throw one's unsaved text away",
    responses=ENDED,
    operation_id="editorial_end_autosave",
)
def end_autosave(id: ArticleId, based_on: BasedOn = None) -> Response[None]:
    """Those of the signed-in person, or that of one version. A save that has the text ends it too."""
    staff = routes.require("autosave")
    routes.load(id, "autosave")
    texts = commands.autosaves.list_texts(id, staff.id, times.now())
    commands.autosaves.delete(id, [text for text in texts if based_on in (None, text.based_on)])
    return staff_response(None, 204)


def parse_version(position: str) -> int:
    if not (position.isascii() and position.isdigit() and len(position) <= MAX_DIGITS):
        raise Malformed("The cursor is damaged.")
    return int(position)


handler = build_handler(app)
gazette.gc_tuning.finish_startup()
