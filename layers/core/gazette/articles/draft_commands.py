"""Commands of editors that change a draft: saves, review, the bin, and the way back to an earlier text."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from gazette.articles.autosaving import Autosaving
from gazette.articles.drafts.autosaves import AutosaveChanged, AutosaveRepository
from gazette.articles.drafts.references import References
from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import ArticleNotFound
from gazette.articles.lifecycle import bin, drafts, review
from gazette.articles.lifecycle.publication import check_complete
from gazette.articles.model import Article, Draft, ImageUse, Tag
from gazette.articles.pictures import locate_picture
from gazette.articles.publishing.pictures import check_plannable
from gazette.articles.publishing.serializers import Site, check_size
from gazette.articles.publishing.site import load_site
from gazette.articles.requests import Changes, NewArticle
from gazette.articles.schemas import Autosave
from gazette.dynamodb.writes import Refusal, Write
from gazette.errors import Invalid
from gazette.media.repository import MediaRepository
from gazette.schemas.person import Person
from gazette.settings import Settings
from gazette.taxonomy.repository import TaxonomyRepository

COPIED = ("kind", "label", "authors", "categories", "tags", "image")
"""What a translation can begin with. Other fields are texts in the language of the original."""


@dataclass(frozen=True)
class DraftStores:
    """What a save reads and writes. `load_site` is not called before it is needed: the address of the site may be a
    stored parameter."""

    drafts: DraftRepository
    autosaves: AutosaveRepository
    taxonomy: TaxonomyRepository
    media: MediaRepository
    languages: tuple[str, ...]
    load_site: Callable[[], Site]

    @classmethod
    def from_settings(cls, settings: Settings, dynamodb: Any) -> Self:
        return cls(
            DraftRepository(dynamodb, settings.table("drafts")),
            AutosaveRepository(dynamodb, settings.table("drafts")),
            TaxonomyRepository(dynamodb, settings.table("taxonomy")),
            MediaRepository(dynamodb, settings.table("media")),
            settings.languages,
            lambda: load_site(settings),
        )


class DraftCommands:
    """A command takes the article that its caller has read, stores the next version and returns it.

    Every command raises `StaleVersion` if somebody else has written the article since it was read. `by` is the person,
    `at` the present moment. `write_id` names the write of one request, so that a repetition by the SDK is recognized.
    """

    def __init__(self, stores: DraftStores) -> None:
        self.drafts, self.autosaves, self._media = stores.drafts, stores.autosaves, stores.media
        self._references = References(stores.drafts, stores.taxonomy, stores.media, stores.languages)
        self.autosaving = Autosaving(stores.drafts, stores.autosaves)
        self._load_site = stores.load_site

    def create(self, draft: Draft, *, id: str, by: Person, at: datetime, write_id: str) -> Article:
        """Save a new article. Raises `Invalid` for references that do not exist, `StoryTaken`, `TooLarge`."""
        article = self.prepare(draft, id=id, by=by, at=at)
        self.drafts.save(None, article, action="create", write_id=write_id, also=self._put_uses(article, (), at))
        return article

    def prepare(self, draft: Draft, *, id: str, by: Person, at: datetime) -> Article:
        """The new article that `create` stores. Raises as that, and stores nothing."""
        draft = self._references.check(draft)
        article = drafts.create(draft, id=id, story=self._references.find_story(draft, id), by=by, at=at)
        check_size(article, self._load_site())
        return article

    def copy_original(self, request: NewArticle) -> Draft:
        """The draft of a translation, which has of the original what the request leaves out."""
        try:
            original = self.drafts.get(request.translation_of or "")
        except ArticleNotFound:  # no failure: the references are checked with the rest of the draft
            return request.draft
        image = original.image and ImageUse(media=original.image.media, credit=original.image.credit)
        tags = tuple(Tag(slug=tag.slug) for tag in original.tags)
        copied = {name: getattr(original, name) for name in COPIED} | {"image": image, "tags": tags}
        left_out = copied.keys() - request.model_fields_set
        return request.draft.model_copy(update={name: copied[name] for name in left_out})

    def change(self, article: Article, changes: Changes, *, by: Person, at: datetime, write_id: str) -> Article:
        """Save the article with a merge patch applied, and end the autosaves that it has. A patch without effect saves
        nothing."""
        typed = self.autosaves.list_texts(article.id, by.id, at)
        draft, story = self.apply(article, changes)
        after = None if draft == article.draft else drafts.save(article, draft, story=story, by=by, at=at)

        def save(saved: Sequence[Autosave]) -> Article:
            if after is None:
                self.autosaves.delete(article.id, saved)
                return article
            also = [*self._put_uses(after, article.media, at), *self.autosaves.end(article.id, saved)]
            return self._store(article, after, "change", also, write_id)

        return self._save_with_texts(save, article, draft, typed, changes)

    def _save_with_texts(
        self,
        save: Callable[[Sequence[Autosave]], Article],
        article: Article,
        draft: Draft,
        typed: Sequence[Autosave],
        changes: Changes,
    ) -> Article:
        """Run a save that ends those of the texts that it has. `typed` were there when the request began.

        A text that its person types on while the save is under way is newer than the save, and stays.
        """
        try:
            return save(self.autosaving.list_saved(article, draft, typed, changes.model_fields_set))
        except AutosaveChanged:  # no failure: saved once more, without ending it
            return save([])

    def apply(self, article: Article, changes: Changes) -> tuple[Draft, str]:
        """The draft with a merge patch applied and its references checked, and its story."""
        draft = drafts.merge(article.draft, changes)
        if draft == article.draft:
            return article.draft, article.story
        draft = self._references.check(draft, article.media)
        if draft.translation_of == article.translation_of:
            return draft, article.story
        return draft, self._references.find_story(draft, article.id)

    def discard(self, article: Article, *, by: Person, at: datetime, write_id: str) -> Article:
        """Go back to what readers see. The person's autosaves stay: their words are in no version."""
        published = self.drafts.get_revision(article.id, article.published_version or article.version)
        after = drafts.discard(article, published, by=by, at=at)
        return self._store(article, after, "discard", self._put_uses(after, article.media, at), write_id)

    def restore(
        self, article: Article, version: int, *, by: Person, at: datetime, write_id: str
    ) -> tuple[Article, list[dict[str, str]]]:
        """Save the draft of an earlier version anew. Returns what the article cannot have of it any more, too.

        The person's autosaves stay: their words are in no version. Raises `RevisionNotFound`.
        """
        restored, excluded = drafts.choose_restored(article, self.drafts.get_revision(article.id, version))
        draft, errors, lost = self._references.drop_missing(restored)
        missing = [*excluded, *errors]
        if draft == article.draft:
            return article, missing
        after = drafts.save(article, draft, story=article.story, by=by, at=at)
        uses = self._put_uses(after, (*article.media, *lost), at)
        return self._store(article, after, "restore", uses, write_id), missing

    def submit(self, article: Article, note: str | None, *, by: Person, at: datetime, write_id: str) -> Article:
        """Hand the draft in. Raises `Invalid` for what an editor could not publish; pictures may wait for their files.

        To hand it in once more with nothing to say changes nothing.
        """
        if article.shelf == "submitted" and note is None:
            return article
        after = review.submit(article, note, by=by, at=at)
        check_complete(article, "Handing in")
        check_plannable(article, self._media.find(article.media))
        self.drafts.save(article, after, action="submit", write_id=write_id)
        return after

    def return_to_author(self, article: Article, note: str, *, by: Person, at: datetime, write_id: str) -> Article:
        after = review.return_to_author(article, note, by=by, at=at)
        self.drafts.save(article, after, action="return", write_id=write_id)
        return after

    def move_to_bin(self, article: Article, *, by: Person, at: datetime, write_id: str) -> Article:
        after = bin.move_to_bin(article, by=by, at=at)
        self.drafts.save(article, after, action="bin", write_id=write_id)
        return after

    def undelete(self, article: Article, *, by: Person, at: datetime, write_id: str) -> Article:
        after = bin.undelete(article, by=by, at=at)
        self.drafts.save(article, after, action="undelete", write_id=write_id)
        return after

    def _store(self, article: Article, after: Article, action: str, also: Sequence[Write], write_id: str) -> Article:
        check_size(after, self._load_site())
        self.drafts.save(article, after, action=action, write_id=write_id, also=also)
        return after

    def _put_uses(self, article: Article, known: Collection[str], at: datetime) -> list[Write]:
        """The writes that note that the article shows its pictures, but those in `known`, for the transaction of its
        save.

        A deletion closes a picture before it looks for uses: it finds the saved article, or the save is refused.
        """

        def refuse(id: str) -> Refusal:
            return lambda stored: Invalid.at(locate_picture(article, id), f"There is no picture {id}.")

        new = [id for id in article.media if id not in known]
        return [write for id in new for write in self._media.put_use(id, article.id, at, refusal=refuse(id))]
