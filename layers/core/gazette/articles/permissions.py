"""What each group of staff may do with articles."""

from collections.abc import Iterable
from typing import Literal

from gazette.articles.model import Article
from gazette.errors import Forbidden, Invalid
from gazette.http.auth import Principal

Action = Literal[
    "create",
    "list",
    "read",
    "autosave",
    "preview",
    "change",
    "submit",
    "return",
    "bin",
    "undelete",
    "publish",
    "unpublish",
    "schedule",
    "backdate",
    "release-slug",
]

RULES: dict[Action, tuple[str, str]] = {
    # action: (group for one's own unpublished article, group for any article)
    "create": ("author", "author"),
    "list": ("author", "editor"),
    "read": ("author", "editor"),
    "autosave": ("author", "editor"),
    "preview": ("author", "editor"),
    "change": ("author", "editor"),
    "submit": ("author", "editor"),
    "return": ("editor", "editor"),
    "bin": ("author", "editor"),
    "undelete": ("author", "editor"),
    "publish": ("editor", "editor"),
    "unpublish": ("editor", "editor"),
    "schedule": ("editor", "editor"),
    "backdate": ("admin", "admin"),
    "release-slug": ("admin", "admin"),
}

_ALWAYS = frozenset({"list", "read", "autosave", "preview"})
"""Actions of an author that no reader can see, whatever the status: an editor may publish what the author still types.
"""


def require(staff: Principal, action: Action, article: Article | None = None) -> None:
    """Raises `Forbidden` if the groups do not allow the action.

    Authors may always read their own articles, and keep unsaved text beside them. They may change them until an editor
    schedules or publishes them: the scheduler publishes the last save, so a later save of the author would be published
    without review.
    """
    own, any_article = RULES[action]
    staff.require(own)
    if article is None or staff.may(any_article):
        return
    if article.created_by.id != staff.id:
        raise Forbidden("This is another author's article.")
    if action not in _ALWAYS and article.status not in ("draft", "binned"):
        raise Forbidden(f"It is {article.status}: an editor has it in hand now.")


def require_story(staff: Principal, original: Article, published: Iterable[Article]) -> None:
    """Raises if the member of staff may not add a translation of `original`. `published` are its published versions.

    Only those who may change a published story add translations to it. For other stories it is enough to read the
    original: an original that one may not read is refused as an unknown one (`Invalid`), so that nobody can find out
    about drafts of others or take their places.
    """
    try:
        if original.status != "published":
            require(staff, "read", original)
    except Forbidden:
        raise Invalid.at("#/translation_of", "There is no such article.") from None
    for article in published:
        require(staff, "change", article)


def may_read_all(staff: Principal) -> bool:
    """Whether the member of staff sees the unpublished articles of others."""
    return staff.may(RULES["list"][1])
