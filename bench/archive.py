"""The plan of a newspaper's archive: which articles there are, when, in which languages, lists and stories.

The archive of 1,000 articles has the newest 1,000 of that of 100,000: what a site had in its first weeks, and has after
ten years. So the same pages are full in both, and what a read costs more is due to the size of the archive alone.

All texts of a kind have the same length, and so have all slugs: two full pages of a list differ in bytes by nothing.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from ulid import ULID

from bench.content import generate_text

LANGUAGES = ("en", "ru", "uz")
CATEGORIES, TAGS, AUTHORS, PICTURES = 12, 1_000, 60, 40
PAGES = 5
"""Pages of the site in each language."""
DAYS = 10 * 365
"""Between the oldest and the newest of 100,000 articles."""
PACE = timedelta(days=DAYS) / 100_000
LAST_CATEGORY, LAST_AUTHOR = f"category-{CATEGORIES - 1:04}", f"author-{AUTHORS - 1:04}"
ENDED = range(70, 73)
"""Articles whose planned withdrawal has just passed, by their number from the newest; the scheduler is late. A page on
which they were costs a Query more, so they have terms that are used least."""
BREAKING = range(3)
PLANNED = 100
"""Every hundredth article has a planned withdrawal, in a year."""


class Entry(NamedTuple):
    """An article of the archive. `number` counts from the newest, 0. `story` is the number of the first member."""

    number: int
    story: int
    id: str
    lang: str
    slug: str
    at: datetime
    title: str
    dek: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    author: str
    picture: int
    breaking_until: datetime | None
    unpublish_at: datetime | None

    @property
    def position(self) -> str:
        return f"{self.at:%Y-%m-%dT%H:%M:%SZ}#{self.id}"

    @property
    def listings(self) -> list[str]:
        terms = [f"category/{slug}" for slug in self.categories] + [f"tag/{slug}" for slug in self.tags]
        return [self.lang, *(f"{self.lang}/{term}" for term in [*terms, f"author/{self.author}"])]


class Archive:
    """The newest `count` articles of a site at the moment `now`, from the oldest to the newest."""

    def __init__(self, count: int, now: datetime) -> None:
        self.count, self.now = count, now

    @cached_property
    def entries(self) -> list[Entry]:
        return [entry for entry in self._generate() if entry.number < self.count][::-1]

    def _generate(self) -> Iterator[Entry]:
        """From the newest story to older ones. A story has its members in one, two or three languages."""
        chance, number = random.Random(1), 0
        while number < self.count:
            members = random.Random(number).choices((1, 2, 3), (5, 3, 2))[0]
            languages = [*LANGUAGES, *LANGUAGES][(start := chance.randrange(3)) : start + members]
            first = number + members - 1  # the oldest member is the original
            for lang in languages:
                yield self._build_entry(number, first, lang)
                number += 1

    def _build_entry(self, number: int, story: int, lang: str) -> Entry:
        chance, at = random.Random(story), (self.now - (number + 1) * PACE).replace(microsecond=0)
        texts = random.Random(number)
        plan = self.now - timedelta(seconds=30) if number in ENDED else None
        return Entry(
            number=number,
            story=story,
            id=str(ULID.from_bytes(int(at.timestamp() * 1000).to_bytes(6, "big") + number.to_bytes(10, "big"))),
            lang=lang,
            slug=f"article-{number:06}",
            at=at,
            title=generate_text(texts, 12)[:60].ljust(60, "x"),
            dek=generate_text(texts, 30)[:150].ljust(150, "x"),
            categories=(LAST_CATEGORY if plan else f"category-{chance.randrange(CATEGORIES):04}",),
            tags=() if plan else tuple(dict.fromkeys(choose("tag", TAGS, chance) for _ in range(9)))[:3],
            author=LAST_AUTHOR if plan else choose("author", AUTHORS, chance),
            picture=chance.randrange(PICTURES),
            breaking_until=at + timedelta(days=1) if number in BREAKING else None,
            unpublish_at=self.now + timedelta(days=365) if number % PLANNED == PLANNED - 1 else plan,
        )

    def list_entries(self, lang: str) -> list[Entry]:
        """The articles of a language that readers see, oldest first."""
        return [entry for entry in self.entries if entry.lang == lang and entry.number not in ENDED]

    def list_positions(self, listing: str) -> list[str]:
        """The positions of a listing that readers see, oldest first."""
        return [entry.position for entry in self.entries if listing in entry.listings and entry.number not in ENDED]

    def find_most(self, kind: str, lang: str) -> str:
        """The category, tag or author with the most articles of a language."""
        prefix = f"{lang}/{kind}/"
        counts = Counter(listing for entry in self.entries for listing in entry.listings if listing.startswith(prefix))
        return counts.most_common(1)[0][0].removeprefix(prefix)


def choose(kind: str, count: int, chance: random.Random) -> str:
    """A slug of a kind. The first is used most: the n-th an n-th as often, as words and tags are."""
    [number] = chance.choices(range(count), cum_weights=WEIGHTS[:count])
    return f"{kind}-{number:04}"


WEIGHTS = list(accumulate(1 / (number + 1) for number in range(TAGS)))
