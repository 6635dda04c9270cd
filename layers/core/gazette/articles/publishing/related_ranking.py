"""Chooses the related stories of an article from the newest positions of its listings. Pure.

A position is `<published_at>#<id>`, so the later of two is that of the newer article.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from gazette.articles.public.related import DEFAULT_LIMIT, MAX_LIMIT

Positions = Sequence[str]


def rank_related(
    own: str, by_tag: Iterable[Positions], by_category: Iterable[Positions], newest: Positions
) -> list[str]:
    """The positions of related stories, best first, `MAX_LIMIT` at most, without `own`, the article itself.

    A story with more tags of the article comes first; of those with as many, the one with more of its categories; then
    the newer one. If there are fewer than `DEFAULT_LIMIT`, the newest articles of the language fill up to that number.
    """
    tags, categories = (Counter(chain.from_iterable(map(set, lists))) for lists in (by_tag, by_category))
    found = {*tags, *categories} - {own}
    ranked = sorted(found, key=lambda position: (tags[position], categories[position], position), reverse=True)
    others = sorted({*newest} - found - {own}, reverse=True)
    return [*ranked[:MAX_LIMIT], *others[: max(0, DEFAULT_LIMIT - len(ranked))]]
