"""Drafts as readers would get them: for editors, and for whoever has a link to one."""

import gazette.gc_tuning

import os
from typing import Any

from aws_lambda_powertools.event_handler import Response

from gazette import times
from gazette.articles.drafts.autosaves import AutosaveRepository
from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import ArticleNotFound
from gazette.articles.lifecycle.versions import check_not_binned
from gazette.articles.model import Article
from gazette.articles.preview.links import PreviewLinks, build_refusal
from gazette.articles.preview.rendering import PreviewRendering
from gazette.articles.preview.schemas import NewPreview, PreviewedArticle, SharedPreview
from gazette.articles.publishing.site import load_site
from gazette.articles.publishing.snapshot import SnapshotChanged, TableNames
from gazette.articles.staff_routes import StaffRoutes
from gazette.aws.clients import client
from gazette.dynamodb.retry import retry
from gazette.encoding import compact_json
from gazette.http.bearer import read_bearer_token
from gazette.http.request_body import JSON
from gazette.http.resolver import build_handler, build_resolver, staff_response
from gazette.http.staff_parameters import ArticleId
from gazette.http.stamps import build_stamp
from gazette.settings import Settings
from gazette.urls import preview_path, site_url

PRIVATE = {"cache-control": "private, no-store", "x-robots-tag": "noindex"}

settings = Settings(os.environ)
drafts = DraftRepository(client("dynamodb"), settings.table("drafts"))
autosaves = AutosaveRepository(client("dynamodb"), settings.table("drafts"))
links = PreviewLinks(client("dynamodb"), settings.table("drafts"))
rendering = PreviewRendering(client("dynamodb"), TableNames.from_settings(settings), lambda: load_site(settings))

app = build_resolver()
routes = StaffRoutes(app, drafts, autosaves, lambda: times.now())  # noqa: PLW0108 (tests set the clock)

CREATED: dict[int, Any] = {
    201: {"description": "The link", "content": {"application/json": {"model": NewPreview}}},
    409: {"description": "The article is in the bin"},
}
REVOKED: dict[int, Any] = {204: {"description": "No link to the draft is valid any more"}}
RENDERED: dict[int, Any] = {
    200: {
        "description": "The article as readers would get it now",
        "content": {"application/json": {"model": PreviewedArticle}},
    }
}
SHARED: dict[int, Any] = {
    200: {
        "description": "The article as readers would get it now",
        "content": {"application/json": {"model": SharedPreview}},
    },
    401: {"description": "The token is missing, unknown, expired or revoked"},
}


@app.get(
    "/v1/editorial/articles/<id>/preview",
    summary="See a draft as readers would",
    responses=RENDERED,
    operation_id="editorial_preview",
)
def preview(id: ArticleId) -> Response[Any]:
    """The last save as `GET /v1/articles/{id}` would answer it. Nothing is checked that only a publication needs: title
    and text may be missing. The slug is a proposal until the first publication."""
    return respond_with(render(routes.load(id, "preview")))


@app.post(
    "/v1/editorial/articles/<id>/preview",
    summary="Make a link that shows the draft",
    responses=CREATED,
    operation_id="editorial_share_preview",
)
def share(id: ArticleId) -> Response[NewPreview]:
    """For a colleague or an interviewee, without an account: an hour long the link shows the draft as it is whenever it
    is opened. Each request makes another link; an `Idempotency-Key` would store its token, so none is read."""
    article = routes.load(id, "preview")
    check_not_binned(article)
    stamp = build_stamp(routes.require("preview"), times.now())
    token, link = links.create(article.id, by=stamp["by"], at=stamp["at"])
    url = f"{site_url(settings)}{preview_path(article.lang)}#{token}"
    return staff_response(NewPreview(url=url, expires_at=link.expires_at), 201)


@app.delete(
    "/v1/editorial/articles/<id>/preview",
    summary="End all links that show the draft",
    responses=REVOKED,
    operation_id="editorial_revoke_previews",
)
def revoke(id: ArticleId) -> Response[None]:
    routes.load(id, "preview")
    links.revoke(id)
    return staff_response(None, 204)


@app.get(
    "/v1/editorial/preview",
    summary="See the draft of a link",
    responses=SHARED,
    operation_id="preview_shared",
)
def show_shared() -> Response[Any]:
    """`Authorization: Bearer` and the token that is behind the `#` of the link. No other sign-in is needed."""
    link = links.find(read_bearer_token(app.current_event.headers, "A preview token"), times.now())
    article = find_shared(link.article)
    facts = {
        "expires_at": link.expires_at,
        "changed_at": article.changed_at,
        "status": article.status,
        "has_changes": article.has_changes,
    }
    return respond_with({**render(article), "preview": facts})


def render(article: Article) -> dict[str, Any]:
    return retry(lambda: rendering.render(article, times.now()), SnapshotChanged)


def find_shared(id: str) -> Article:
    """The draft of a link. Raises `PreviewEnded` if it is deleted."""
    try:
        article = drafts.get(id)
    except ArticleNotFound:
        raise build_refusal() from None
    if article.binned_at:
        raise build_refusal()
    return article


def respond_with(document: dict[str, Any]) -> Response[Any]:
    """The document to the letter: a model would write its times in another form than readers get."""
    return Response(200, JSON, compact_json(document), headers=PRIVATE)


handler = build_handler(app)
gazette.gc_tuning.finish_startup()
