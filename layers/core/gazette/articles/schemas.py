"""Response bodies of the staff routes of articles."""

from gazette.articles.model import Article, Draft, ImageUse, Status, Summary
from gazette.schemas.base import StrictModel
from gazette.schemas.person import Person


class Translation(StrictModel):
    """Another article of the same story, published or not."""

    lang: str
    id: str
    status: Status


class AutosaveNote(StrictModel):
    """Who has text that is not saved, since when, and the version of the article that it was begun with."""

    by: Person
    at: str
    based_on: int


class Autosave(AutosaveNote):
    """`draft` is the whole draft as that person has it."""

    draft: Draft


class ShownArticle(Article):
    """An article as its editors see it. With an `Idempotency-Key` the response lacks `body`.

    `autosaves` are the texts that members of staff have not saved, the latest first.
    """

    translations: tuple[Translation, ...] = ()
    autosaves: tuple[AutosaveNote, ...] = ()


class StoryArticle(Translation):
    """An article of a story that was withdrawn. `error` says why readers still see it."""

    error: str | None = None


class WithdrawnArticle(ShownArticle):
    """`withdrawn` are the articles that are not public any more because of `whole_story`, the one of the request first.
    One whose planned publication was cancelled has the status `draft`."""

    withdrawn: tuple[StoryArticle, ...] = ()


class Thumbnail(StrictModel):
    """A file of 3:2, in pixels."""

    url: str
    width: int
    height: int


class ShelfImage(ImageUse):
    """The lead picture. `thumbnail` is its smallest crop, null while it has no files."""

    thumbnail: Thumbnail | None = None


class ShelfItem(Summary):
    """An article on the shelf. `autosaves` are the texts that members of staff have not saved, the latest first."""

    image: ShelfImage | None = None
    translations: tuple[Translation, ...] = ()
    autosaves: tuple[AutosaveNote, ...] = ()


class ArticlePage(StrictModel):
    """`next` is the cursor of the next page, or null."""

    items: list[ShelfItem]
    next: str | None


class Revision(StrictModel):
    """One version of an article: the action, its time, the person, and the changed fields."""

    version: int
    action: str
    at: str
    by: Person
    changed: list[str]
    note: str | None = None
    """What the author wrote to the editors, or they to the author."""


class RevisionPage(StrictModel):
    items: list[Revision]
    next: str | None
