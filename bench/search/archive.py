"""A generated archive: articles of 300 to 500 words in English, Russian and Uzbek, and queries.

Words are made of syllables, with endings of the language, and occur as often as words of texts do (Zipf's law).
"""

import random
from collections.abc import Iterable, Iterator
from itertools import accumulate

LANGUAGES = {
    "en": ("bcdfghklmnprstvw", "aeiou", ["", "", "", "s", "ed", "ing", "er", "ly"]),
    "ru": ("бвгджзклмнпрстфхч", "аеиоуыя", ["", "а", "у", "ом", "е", "ов", "ами", "ый", "ого"]),
    "uz": ("bdfghjklmnpqrstvxyz", "aeiou", ["", "", "lar", "ning", "ni", "ga", "da", "dan", "i", "larimizda"]),
}
STEMS = 40_000
"""Stems of a language, beside their endings."""


class Archive:
    """Articles of one language in the order of their publication, as the index reads them."""

    def __init__(self, lang: str, count: int) -> None:
        self.lang, self.count = lang, count
        consonants, vowels, endings = LANGUAGES[lang]
        chance = random.Random(f"words {lang}")
        stems = {
            "".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(chance.randint(1, 4)))
            + chance.choice(consonants)
            for _ in range(2 * STEMS)
        }
        words = [stem + ending for stem in sorted(stems)[:STEMS] for ending in dict.fromkeys(endings)]
        chance.shuffle(words)
        self._words = words[: 3 * STEMS]
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))

    def articles(self, start: int, end: int) -> Iterator[dict[str, object]]:
        return self._make(range(start, min(end, self.count)))

    def articles_behind(self, count: int) -> Iterator[dict[str, object]]:
        """Articles that follow those of the archive."""
        return self._make(range(self.count, self.count + count))

    def _make(self, numbers: Iterable[int]) -> Iterator[dict[str, object]]:
        for number in numbers:
            words = self._draw_words(number)
            year, month, day = 2016 + number * 10 // self.count, number % 12 + 1, number % 28 + 1
            yield {
                "id": f"01{number:024}",
                "lang": self.lang,
                "title": " ".join(words[3:11]).capitalize(),
                "dek": " ".join(words[20:38]).capitalize() + ".",
                "body_html": "".join(f"<p>{paragraph}</p>" for paragraph in _paragraphs(words)),
                "categories": [{"slug": f"c{number % 9}", "name": self._words[200 + number % 9].capitalize()}],
                "tags": [{"slug": f"t{number % 500}", "name": self._words[1000 + number % 500].capitalize()}],
                "authors": [{"slug": f"a{number % 90}", "name": f"{self._words[3000 + number % 90].title()} Karimova"}],
                "published_at": f"{year}-{month:02}-{day:02}T07:00:00Z",
                "version": 1,
            }

    def queries(self, count: int) -> list[str]:
        """One to three words of an article, which are as frequent as words of texts are."""
        chance = random.Random(f"queries {self.lang}")
        found = []
        while len(found) < count:
            words = self._draw_words(chance.randrange(self.count))
            found.append(" ".join(chance.sample(words, chance.randint(1, 3))))
        return found

    def _draw_words(self, number: int) -> list[str]:
        chance = random.Random(f"{self.lang} {number}")
        return chance.choices(self._words, cum_weights=self._weights, k=chance.randint(300, 500))


def _paragraphs(words: list[str]) -> Iterator[str]:
    for start in range(0, len(words), 60):
        yield ", ".join(" ".join(words[at : at + 12]) for at in range(start, min(start + 60, len(words)), 12)) + "."
