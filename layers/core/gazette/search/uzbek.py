"""A light stemmer of folded Uzbek: the endings of number, possession and case, which follow each other in this order.

It knows no verbs. What it gains is measured with judged queries (docs/bench.md).
"""

CASES = ("dagilar", "gacha", "dagi", "niki", "ning", "dan", "dir", "ni", "ga", "ka", "qa", "da")
POSSESSIVES = ("imizning", "larimiz", "laringiz", "imiz", "ingiz", "lari", "miz", "ngiz", "im", "ing", "si", "i")
PLURAL = "lar"
ENDINGS = (*CASES, *POSSESSIVES, PLURAL)
SHORTEST = 3
"""Letters of a stem at least."""
SHORTEST_BEFORE_ONE_LETTER = 4
VOWELS = frozenset("aeiou")
CONTRACTED = {"shahr": "shahar", "ogl": "ogil", "singl": "singil", "burn": "burun", "qorn": "qorin", "fikr": "fikir"}
"""Nouns that lose a vowel before a possessive ending."""


def stem(word: str) -> str:
    """`maktab` from `maktablarimizda`. Idempotent."""
    while (shorter := _strip(word)) != word:
        word = shorter
    return _unify_end(CONTRACTED.get(word, word))


def _strip(word: str) -> str:
    if not word.endswith(ENDINGS):
        return word
    for ending in ENDINGS:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            shortest = SHORTEST_BEFORE_ONE_LETTER if len(ending) == 1 else SHORTEST
            if len(rest) >= shortest and VOWELS & set(rest):
                return rest
    return word


def _unify_end(word: str) -> str:
    """k and q become g and gʻ before a vowel: `qishloq`, `qishlogʻi`."""
    return f"{word[:-1]}k" if len(word) > SHORTEST_BEFORE_ONE_LETTER and word[-1] in "gq" else word
