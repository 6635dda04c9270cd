"""Errors of pictures, which become problem documents."""

from gazette.errors import Conflict, NotFound


class MediaNotFound(NotFound):
    code, title = "media-not-found", "There is no such picture"


class MediaInUse(Conflict):
    """`uses` are the articles that show it: {id, lang, title, status}."""

    code, title = "media-in-use", "Articles show this picture"
