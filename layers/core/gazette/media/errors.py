"""Errors of pictures, which become problem documents."""

from gazette.errors import Conflict, NotFound


class MediaNotFound(NotFound):
    code, title = "media-not-found", "There is no such picture"


class MediaInUse(Conflict):
    """`uses` are the articles and authors that show it: {kind, id, lang, title, status}."""

    code, title = "media-in-use", "Articles or authors show this picture"
