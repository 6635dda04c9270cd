"""Errors of articles, which become problem documents."""

from gazette.errors import Conflict, GazetteError, Gone, NotFound, Unauthenticated


class ArticleNotFound(NotFound):
    code, title = "article-not-found", "There is no such article"


class ArticleGone(Gone):
    """Members: `at`, and `note` if the editors wrote a public note."""

    code, title = "article-gone", "This article was withdrawn"


class ChangesExpired(Gone):
    """Member: `next`, a cursor at the present end of the feed."""

    code, title = "changes-expired", "This cursor is older than the changes that are kept"

    def __init__(self, lang: str, next: str) -> None:
        super().__init__(
            f"Changes are kept for 30 days. Forget what you have, read /v1/articles?lang={lang} again, and continue "
            "with the cursor in next.",
            next=next,
        )


class SlugTaken(Conflict):
    """Member: `article`, the id of the article that has the slug."""

    code, title = "slug-taken", "Another article of this language bears this slug"


class SlugInUse(Conflict):
    """Member: `article`, the id of the article that has the slug."""

    code, title = "slug-in-use", "The slug belongs to an article that is not deleted"


class SlugNotFound(NotFound):
    code, title = "slug-not-found", "No article has or had this slug"


class StoryTaken(Conflict):
    """Member: `article`, the id of the story's article in this language."""

    code, title = "story-taken", "This story already has an article in this language"


class StoryNotWithdrawn(GazetteError):
    """Member: `withdrawn`, the articles of the story as they are now: {lang, id, status}, and `error` if there was one.

    A server error, so that nobody takes the story for withdrawn, and that its Idempotency-Key stays free.
    """

    status, code, title = 503, "story-not-withdrawn", "Readers still see articles of the story; repeat the request"

    def __init__(self, detail: str, *, withdrawn: list[dict[str, str]]) -> None:
        super().__init__(detail, headers={"retry-after": "1"}, withdrawn=withdrawn)


class LanguageFixed(Conflict):
    code, title = "language-fixed", "Language and story stay as they were first published"


class KindFixed(Conflict):
    code, title = "kind-fixed", "The kind stays as it was first published"


class CategoryMissing(Conflict):
    code, title = "category-missing", "A category of this article is no longer there"


class AuthorMissing(Conflict):
    code, title = "author-missing", "An author of this article is no longer there"


class DateFixed(Conflict):
    code, title = "date-fixed", "The time of the first publication never changes"


class NotSubmitted(Conflict):
    code, title = "not-submitted", "Nobody has handed it in, or an editor has returned it already"


class RevisionNotFound(NotFound):
    code, title = "revision-not-found", "The article has no such version"


class AutosaveNotFound(NotFound):
    code, title = "autosave-not-found", "This person has no unsaved text here"


class PreviewEnded(Unauthenticated):
    """`WWW-Authenticate` says what a client may do (RFC 6750, section 3)."""

    code, title = "preview-ended", "This preview link is not valid, or not any more"


class WrongStatus(Conflict):
    """Member: `article_status`, the article's present status."""

    code, title = "wrong-status", "The article's status does not allow this"
