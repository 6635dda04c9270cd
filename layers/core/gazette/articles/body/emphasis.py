"""Emphasis beside quoted names, beyond CommonMark: `**«Gazeta»**ning` is a strong name with a suffix.

In CommonMark 0.31.2 (section 6.2), a run of delimiters between a punctuation mark and a letter cannot close emphasis if
the mark comes first, nor open it if the letter comes first. Languages that add suffixes to names, such as Uzbek, and
scripts without spaces between words need both.
"""

import unicodedata
from collections.abc import Callable, Iterable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis, strikethrough

_QUOTES = frozenset("\"'")
_OPENING_MARKS = frozenset({"Ps", "Pi", "Pf", "Sc"})
"""Categories of brackets, quotes and currency signs. The closing quote of one language is the opening of another."""

_REACH = 8
"""Characters within which a visible one is looked for."""

Rule = Callable[[StateInline, bool], bool]


def allow_emphasis_in_words(parser: MarkdownIt) -> None:
    """Extend the parser's rules for `*`, `_` and `~~`."""
    parser.inline.ruler.at("emphasis", _extend(emphasis.tokenize))
    parser.inline.ruler.at("strikethrough", _extend(strikethrough.tokenize))


def _extend(tokenize: Rule) -> Rule:
    """The rule with delimiters that also close after a mark and before a letter, and open after a letter and before an
    opening mark. They still need a partner, so a delimiter that opened or closed before keeps its meaning."""

    def tokenize_in_words(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.delimiters)
        if not tokenize(state, silent):
            return False
        before = _first_visible(reversed(state.src[max(0, start - _REACH) : start]))
        after = _first_visible(state.src[state.pos : min(state.pos + _REACH, state.posMax)])
        # `2*x)*5` is a calculation, but `**Price:**500` misses a space.
        word = "LMN" if state.pos - start > 1 else "LM"
        for delimiter in state.delimiters[known:]:
            delimiter.close = delimiter.close or (_kind(before) in "PS" and _kind(after) in word)
            delimiter.open = delimiter.open or (_kind(before) in word and _is_opening_mark(after))
        return True

    return tokenize_in_words


def _first_visible(characters: Iterable[str]) -> str:
    """The first character that is shown: soft hyphens and joiners come with pasted text. A blank if there is none."""
    return next((character for character in characters if unicodedata.category(character) != "Cf"), " ")


def _kind(character: str) -> str:
    """The first letter of the Unicode category: L letter, M mark of a letter, N number, P punctuation, S symbol."""
    return unicodedata.category(character)[0]


def _is_opening_mark(character: str) -> bool:
    """ASCII brackets are left out, because `2*(3+4)*5` is no emphasis."""
    return character in _QUOTES or (unicodedata.category(character) in _OPENING_MARKS and character not in "([{")
