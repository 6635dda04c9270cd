"""What each group may do with articles: one table. Pure."""

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

_READING = frozenset({"list", "read", "revisions"})


def require(staff: Principal, action: Action, article: Article | None = None) -> None:
    """`Forbidden` where the groups do not allow it.

    One's own article is one's own to read for ever, to change until an editor schedules or publishes it: the clock
    publishes the last save, so a save after that would go live unseen.
    """
    own, any_article = RULES[action]
    staff.require(own)
    if article is None or staff.may(any_article):
        return
    if article.created_by.id != staff.id:
        raise Forbidden("This is another author's article.")
    if action not in _READING and article.status not in ("draft", "binned"):
        raise Forbidden(f"It is {article.status}: an editor has it in hand now.")


def sees_all(staff: Principal) -> bool:
    """Whether lists show the articles of others."""
    return staff.may(RULES["list"][1])
