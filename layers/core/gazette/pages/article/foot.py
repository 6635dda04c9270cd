"""The foot of an article: stories to read on, and its authors."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gazette.articles.public.cards import build_cards_request, index_cards, parse_cards
from gazette.articles.public.planned_withdrawals import find_first_end
from gazette.articles.public.related import pick_cards
from gazette.aws.public.reader import Reader
from gazette.settings import Settings
from gazette.taxonomy.public.terms import PublicTerms, build_key

Document = dict[str, Any]

RELATED = 4
"""Related stories of a page."""
MORE = 4
"""More stories of the section."""
SPARES = 4
"""More of the section that are read in addition, because a story is shown once and some may be withdrawn."""


class ArticleFoot:
    """Related stories, more of the first section, and the authors of an article.

    All of it is one BatchGetItem. A story that was withdrawn since is left out.
    """

    def __init__(self, article: Document, related: Sequence[str], blocks: Sequence[Document]) -> None:
        """`related` are positions, best first; `blocks` are the categories with the positions of their newest."""
        self._lang = article["lang"]
        own = f"{article['published_at']}#{article['id']}"
        self._related = list(related)
        section = article["categories"][0]["slug"] if article["categories"] else None
        newest: list[str] = next((block["newest"] for block in blocks if block["slug"] == section), [])
        self._more = [position for position in newest if position != own][: MORE + SPARES]
        self._authors = list(dict.fromkeys(author["slug"] for author in article["authors"] if author["slug"]))

    def load(self, reader: Reader, settings: Settings, now: datetime, deadline: float | None) -> Document:
        """`related` and `more` (cards), `authors` (those with a text or a picture, in the byline's order), `until`."""
        listings, taxonomy = settings.table("listings"), settings.table("taxonomy")
        positions = list(dict.fromkeys([*self._related, *self._more]))
        requested = {
            **({listings: build_cards_request(self._lang, positions)} if positions else {}),
            **({taxonomy: {"Keys": [build_key("author", slug) for slug in self._authors]}} if self._authors else {}),
        }
        replies = reader.batch_get({"RequestItems": requested}, deadline)["Responses"] if requested else {}
        items = index_cards(replies.get(listings, []), now)
        related = pick_cards(self._related, items, RELATED)
        more = pick_cards([at for at in self._more if items.get(at) not in related], items, MORE)
        terms = PublicTerms(reader, taxonomy, settings.default_language)
        authors = {author["slug"]: author for author in terms.list_authors(replies.get(taxonomy, []), self._lang)}
        return {
            "related": parse_cards(related),
            "more": parse_cards(more),
            "authors": [
                authors[slug]
                for slug in self._authors
                if slug in authors and (authors[slug]["text"] or authors[slug]["image"])
            ],
            "until": find_first_end([*related, *more]) or float("inf"),
        }
