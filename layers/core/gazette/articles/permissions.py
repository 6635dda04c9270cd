"""What each group of staff may do with articles."""

from typing import Literal

from gazette.articles.model import Article
from gazette.errors import Forbidden
from gazette.http.auth import Principal

Action = Literal["create", "list", "read", "revisions", "change", "bin", "undelete", "publish", "unpublish", "schedule"]

RULES: dict[Action, tuple[str, str]] = {
    # action: (group for one's own unpublished article, group for any article)
    "create": ("author", "author"),
    "list": ("author", "editor"),
    "read": ("author", "editor"),
    "revisions": ("author", "editor"),
    "change": ("author", "editor"),
    "bin": ("author", "editor"),
    "undelete": ("author", "editor"),
    "publish": ("editor", "editor"),
    "unpublish": ("editor", "editor"),
    "schedule": ("editor", "editor"),
}

_READ_ACTIONS = frozenset({"list", "read", "revisions"})


def require(staff: Principal, action: Action, article: Article | None = None) -> None:
    """Raises `Forbidden` if the groups do not allow the action.

    Authors may always read their own articles. They may change them until an editor schedules or publishes them: the
    scheduler publishes the last save, so a later save of the author would be published without review.
    """
    own, any_article = RULES[action]
    staff.require(own)
    if article is None or staff.may(any_article):
        return
    if article.created_by.id != staff.id:
        raise Forbidden("This is another author's article.")
    if action not in _READ_ACTIONS and article.status not in ("draft", "binned"):
        raise Forbidden(f"It is {article.status}: an editor has it in hand now.")


def may_list_all(staff: Principal) -> bool:
    """Whether lists include the articles of other authors."""
    return staff.may(RULES["list"][1])
