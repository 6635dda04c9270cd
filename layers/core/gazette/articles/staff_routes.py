"""What the staff routes of articles have in common, in whichever function they are."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from gazette.articles import permissions
from gazette.articles.body.renderer import render_body
from gazette.articles.drafts.autosaves import AutosaveRepository
from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.model import Article
from gazette.articles.permissions import Action
from gazette.articles.schemas import ShownArticle
from gazette.articles.terms import AnyDraft
from gazette.errors import StaleVersion
from gazette.http.auth import Principal, authenticate, parse_if_match
from gazette.http.resolver import staff_response
from gazette.http.stamps import Stamp, build_stamp


class StaffRoutes:
    """`clock` returns the present moment."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        drafts: DraftRepository,
        autosaves: AutosaveRepository,
        clock: Callable[[], datetime],
    ) -> None:
        self._app, self._drafts, self._autosaves, self._clock = app, drafts, autosaves, clock

    def require(self, action: Action, article: Article | None = None) -> Principal:
        """The signed-in member of staff. Raises `Forbidden` if the groups do not allow the action."""
        staff = authenticate(self._app.current_event.raw_event)
        permissions.require(staff, action, article)
        return staff

    def load(self, id: str, action: Action) -> Article:
        """The article. Nothing is read for somebody who may do this with no article."""
        self.require(action)
        article = self._drafts.get(id)
        self.require(action, article)
        return article

    def load_version(self, id: str, action: Action, if_match: str | None) -> tuple[Article, Stamp]:
        """The article in the version of `If-Match`, and the stamp of a write to it. Raises `StaleVersion`."""
        self.require(action)
        expected = parse_if_match(if_match)
        article = self._drafts.get(id)
        staff = self.require(action, article)
        check_version(article, expected)
        return article, build_stamp(staff, self._clock())

    def respond(
        self,
        article: Article,
        status: int = 200,
        *,
        location: str | None = None,
        as_type: type[ShownArticle] = ShownArticle,
        **more: Any,
    ) -> Response[Any]:
        """The article as its editors see it, in its version. `as_type` may have `more` members."""
        body = as_type.model_construct(**dict(article), **self.find_members(article), **more)
        return staff_response(body, status, etag=str(article.version), location=location)

    def find_members(self, article: Article) -> dict[str, Any]:
        """What is stored beside the article: its translations, as far as the member of staff may see them, and the
        notes of autosaves."""
        translations = self._drafts.list_translations(article, owner=self.find_owner())
        return {"translations": translations, "autosaves": self._autosaves.list_notes(article.id, self._clock())}

    def find_owner(self) -> str | None:
        """The id of the member of staff if that person sees only own unpublished articles, else None."""
        staff = authenticate(self._app.current_event.raw_event)
        return None if permissions.may_read_all(staff) else staff.id


def check_version(article: Article, expected: int | None) -> None:
    """Raises `StaleVersion` if the article has another version, before work begins that its write would refuse."""
    if expected != article.version:
        raise StaleVersion.of(article.model_dump(include={"version", "changed_by", "changed_at"}))


def show_body(draft: AnyDraft, form: str) -> AnyDraft:
    """The draft as it is, or for the form `html` with its body as HTML. Raises `Invalid` for a body of an autosave that
    cannot be rendered."""
    if form == "source":
        return draft
    body = draft.body and render_body(draft.body, draft.format)
    return draft.model_copy(update={"format": "html", "body": body})
