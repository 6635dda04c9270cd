"""What can stand in the way of an article, as the caller is told about it."""

from gazette.errors import Conflict, Gone, NotFound


class ArticleNotFound(NotFound):
    code, title = "article-not-found", "There is no such article"


class ArticleGone(Gone):
    """`at`, and `note` (the editors' public one) where they left one."""

    code, title = "article-gone", "This article was withdrawn"


class SlugTaken(Conflict):
    """`article` is the id of the one that bears the slug."""

    code, title = "slug-taken", "Another article of this language bears this slug"


class StoryTaken(Conflict):
    """`article` is the id of the story's first article in this language."""

    code, title = "story-taken", "This story already has an article in this language"


class LanguageFixed(Conflict):
    code, title = "language-fixed", "Language and story stay as they were first published"


class CategoryMissing(Conflict):
    code, title = "category-missing", "A category of this article is no longer there"


class WrongStatus(Conflict):
    """`status` is the article's present one."""

    code, title = "wrong-status", "The article's status does not allow this"
