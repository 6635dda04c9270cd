"""Checks the references of a draft: its language, categories, known authors, and the article that it translates."""

from collections.abc import Collection, Mapping, Sequence

from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import ArticleNotFound
from gazette.articles.model import Draft
from gazette.articles.pictures import MAX_PICTURES, list_picture_places
from gazette.articles.terms import find_aliases, list_terms, replace_merged
from gazette.errors import Invalid
from gazette.media.repository import MediaRepository
from gazette.taxonomy.model import Term
from gazette.taxonomy.repository import TaxonomyRepository


class References:
    """Checks a draft when it is saved, so that its author sees errors early; publication checks categories again."""

    def __init__(
        self,
        drafts: DraftRepository,
        taxonomy: TaxonomyRepository,
        media: MediaRepository,
        languages: Sequence[str],
    ) -> None:
        self._drafts, self._taxonomy, self._media, self._languages = drafts, taxonomy, media, languages

    def check(self, draft: Draft, known: Collection[str] = ()) -> Draft:
        """The draft with the categories, tags and authors into which others were merged.

        Raises `Invalid` with all errors of the draft. Pictures in `known`, which the article has already, are not
        looked for: publication does that, and until then a text that lacks one can be saved.
        """
        terms = self._taxonomy.find(list_terms(draft))
        errors = [*self._check_language(draft), *_check_terms(draft, terms), *self._check_pictures(draft, known)]
        if errors:
            raise Invalid.of(errors)
        return replace_merged(draft, find_aliases(terms.values()))

    def drop_missing(self, draft: Draft) -> tuple[Draft, list[dict[str, str]], set[str]]:
        """The draft without categories, known authors and a lead picture that are no longer there; the errors of all
        that is missing; and the ids of the missing pictures.

        A body keeps the pictures that it names: its text is nobody's to change. Publication refuses those.
        """
        terms, lost = self._taxonomy.find(list_terms(draft)), self._find_missing_pictures(list_picture_places(draft))
        errors = [*_check_terms(draft, terms), *_describe_missing(lost)]
        missing = {error["pointer"] for error in errors}
        kept = draft.model_copy(
            update={
                "categories": tuple(s for n, s in enumerate(draft.categories) if f"#/categories/{n}" not in missing),
                "authors": tuple(a for n, a in enumerate(draft.authors) if f"#/authors/{n}/slug" not in missing),
                "image": None if "#/image/media" in missing else draft.image,
            }
        )
        return replace_merged(kept, find_aliases(terms.values())), errors, {id for _, id in lost}

    def find_story(self, draft: Draft, id: str) -> str:
        """The story of the article that this draft translates; the article's own id if it is no translation."""
        if draft.translation_of is None:
            return id
        if draft.translation_of == id:
            raise Invalid.at("#/translation_of", "An article is no translation of itself.")
        try:
            original = self._drafts.get(draft.translation_of)
        except ArticleNotFound:
            raise Invalid.at("#/translation_of", "There is no such article.") from None
        if original.binned_at:
            raise Invalid.at("#/translation_of", "This article is in the bin.")
        return original.story

    def _check_language(self, draft: Draft) -> list[dict[str, str]]:
        if draft.lang in self._languages:
            return []
        return [{"pointer": "#/lang", "detail": f"The languages of this site are {', '.join(self._languages)}."}]

    def _check_pictures(self, draft: Draft, known: Collection[str]) -> list[dict[str, str]]:
        """A picture may still wait for its file; publication needs it."""
        places = list_picture_places(draft)
        if len({id for _, id in places}) > MAX_PICTURES:
            return [{"pointer": "#/body", "detail": f"An article has at most {MAX_PICTURES} pictures."}]
        return _describe_missing(self._find_missing_pictures([place for place in places if place[1] not in known]))

    def _find_missing_pictures(self, places: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of the places, (pointer, id), whose picture is not there."""
        found = self._media.find(sorted({id for _, id in places}))
        return [(pointer, id) for pointer, id in places if id not in found]


def _describe_missing(places: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"pointer": pointer, "detail": f"There is no picture {id}."} for pointer, id in places]


def _check_terms(draft: Draft, terms: Mapping[tuple[str, str], Term]) -> list[dict[str, str]]:
    """Errors of categories and known authors that do not exist. A tag that does not exist is a new one."""
    names = {f"#/categories/{index}": ("category", slug) for index, slug in enumerate(draft.categories)}
    names |= {
        f"#/authors/{index}/slug": ("author", author.slug) for index, author in enumerate(draft.authors) if author.slug
    }
    return [
        {"pointer": pointer, "detail": f"There is no {kind} {slug}."}
        for pointer, (kind, slug) in names.items()
        if (kind, slug) not in terms
    ]
