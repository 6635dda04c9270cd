"""The order of related stories, for any listings that an article may have."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from gazette.articles.public.related import DEFAULT_LIMIT, MAX_LIMIT
from gazette.articles.publishing.related_ranking import rank_related

POSITIONS = [f"2025-12-{day:02}T07:00:00Z#{number}" for day in range(1, 11) for number in range(3)]
LISTING = st.lists(st.sampled_from(POSITIONS), unique=True, max_size=16)
LISTINGS = st.lists(LISTING, max_size=4)
OWN = st.sampled_from(POSITIONS)


def count(position: str, listings: Sequence[Sequence[str]]) -> int:
    return sum(position in listing for listing in listings)


@given(OWN, LISTINGS, LISTINGS, LISTING)
def test_stories_with_more_of_the_tags_come_first_then_of_the_categories_then_newer_ones(
    own: str, by_tag: list[list[str]], by_category: list[list[str]], newest: list[str]
) -> None:
    ranked = rank_related(own, by_tag, by_category, newest)
    merits = [(count(story, by_tag), count(story, by_category), story) for story in ranked]
    assert merits == sorted(merits, reverse=True)
    candidates = {story for listing in [*by_tag, *by_category] for story in listing} - {own}
    left_out = [(count(story, by_tag), count(story, by_category), story) for story in candidates - {*ranked}]
    assert not left_out or (len(ranked) == MAX_LIMIT and max(left_out) < merits[-1])


@given(OWN, LISTINGS, LISTINGS, LISTING)
def test_no_story_is_there_twice_and_the_article_itself_never(
    own: str, by_tag: list[list[str]], by_category: list[list[str]], newest: list[str]
) -> None:
    ranked = rank_related(own, by_tag, by_category, newest)
    assert len({*ranked} - {own}) == len(ranked) <= MAX_LIMIT


@given(OWN, LISTINGS, LISTINGS, LISTING)
def test_the_newest_of_the_language_fill_up_to_what_a_page_shows(
    own: str, by_tag: list[list[str]], by_category: list[list[str]], newest: list[str]
) -> None:
    ranked = rank_related(own, by_tag, by_category, newest)
    candidates = {story for listing in [*by_tag, *by_category] for story in listing} - {own}
    fillers = [story for story in ranked if story not in candidates]
    available = sorted({*newest} - candidates - {own}, reverse=True)
    assert fillers == available[: max(0, DEFAULT_LIMIT - len(candidates))]


@given(OWN, LISTINGS, LISTINGS, LISTING, st.randoms(use_true_random=False))
def test_the_order_of_the_listings_and_in_them_means_nothing(
    own: str, by_tag: list[list[str]], by_category: list[list[str]], newest: list[str], chance: object
) -> None:
    ranked = rank_related(own, by_tag, by_category, newest)
    for listings in (by_tag, by_category, [newest]):
        for listing in listings:
            chance.shuffle(listing)  # type: ignore[attr-defined]  # random.Random
    chance.shuffle(by_tag)  # type: ignore[attr-defined]
    assert rank_related(own, by_tag, by_category, newest) == ranked
