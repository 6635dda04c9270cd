"""The body of an article as readers get it: Markdown or HTML in, HTML of a written grammar out (docs/body.md).

Nothing survives that is not in `grammar`, whatever the source says: nh3 (Mozilla's ammonia) rebuilds the document from
what it allows. And no word is lost on the way without its editor being told. Pure.
"""

import html
import re
from functools import cache, lru_cache
from itertools import chain
from typing import Any, Literal

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from gazette.articles.body.allowlist import ATTRIBUTES, ELEMENTS, LINK_REL, REFUSED, SCHEMES
from gazette.articles.body.markup import MAX_DEPTH, check_depth, check_marks, too_deep, without_losses
from gazette.errors import Invalid
from gazette.text import is_blank

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[^\s"=>]+(?:="[^"]*")?)*)\s*>')
_INLINE = re.compile(r"</?(?:strong|b|em|i|u|s|del|ins|mark|small|sub|sup|a|abbr|cite|q|time|code)\b[^>]*>")
_WORD = re.compile(r"\w")

WORDS_A_MINUTE = 200


@lru_cache(maxsize=4)
def render_body(source: str, form: Literal["markdown", "html"]) -> str:
    """The sanitised HTML of a body. Its headings begin at h2: the title is the page's only h1.

    `Invalid` where words would be lost, or where there is more structure than in any article. Remembered, since a save
    renders it, and a publication for each slug that it tries.
    """
    check_marks(source)
    rendered = _from_markdown(source) if form == "markdown" else without_losses(source)
    check_depth(rendered)
    clean = nh3.clean(
        rendered,
        tags={*ELEMENTS, "h1"},
        clean_content_tags=set(REFUSED),
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=LINK_REL,
    )
    return _with_headings_from_h2(clean).strip()


def shows_nothing(body: str) -> bool:
    """Whether a reader of sanitised HTML would see neither text nor an image."""
    return "<img " not in body and is_blank(text_of(body))


def words(body: str) -> int:
    """How many words the text of sanitised HTML has."""
    return sum(1 for word in text_of(body).split() if _WORD.search(word))


def reading_minutes(word_count: int) -> int:
    """At 200 words a minute, rounded up, at least one."""
    return max(1, -(-word_count // WORDS_A_MINUTE))


def text_of(body: str) -> str:
    """The text of sanitised HTML; what blocks hold is kept apart by spaces."""
    return html.unescape(_TAG.sub(" ", _INLINE.sub("", body)))


def _from_markdown(source: str) -> str:
    markdown = _markdown()
    known: dict[str, Any] = {}
    tokens = markdown.parse(source, known)
    if any(token.level >= MAX_DEPTH - 1 for token in tokens):  # one deeper, and the parser drops what it finds
        raise too_deep()
    _check_tables(tokens, source.split("\n"))
    if any(label.startswith("^") for label in known.get("references", {})):
        raise Invalid.at("#/body", "Footnotes ([^1]: …) are not supported.")
    for token in chain(tokens, *(token.children or () for token in tokens)):
        if token.type in ("html_block", "html_inline"):
            token.content = without_losses(token.content)
    return str(markdown.renderer.render(tokens, markdown.options, known))


@cache
def _markdown() -> MarkdownIt:
    """CommonMark with tables and strikethrough. Indented text is text: editors paste it, and mean no code."""
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH})
    return parser.enable(["table", "strikethrough"]).disable("code")


def _check_tables(tokens: list[Token], lines: list[str]) -> None:
    """Cells beyond those of the head would be dropped, as GitHub's form of tables says."""
    columns = 0
    for token in tokens:
        if token.type == "table_open":
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and token.map and columns:
            number = token.map[0]
            if any(cell.strip() for cell in _cells(lines[number])[columns:]):
                raise Invalid.at("#/body", f"Line {number + 1} has more cells than the head of its table.")


def _cells(line: str) -> list[str]:
    row = line.strip().lstrip("> \t")
    return list(escapedSplit(row.removeprefix("|").removesuffix("|")))


def _with_headings_from_h2(clean: str) -> str:
    """All headings moved by as much as makes the highest one an h2; none goes below h6."""
    levels = [int(name[1]) for _, name, _ in _TAG.findall(clean) if _is_heading(name)]
    shift = 2 - min(levels, default=2)

    def moved(tag: re.Match[str]) -> str:
        slash, name, attributes = tag.groups()
        if not _is_heading(name):
            return tag[0]
        return f"<{slash}h{min(6, int(name[1]) + shift)}{attributes}>"

    return _TAG.sub(moved, clean) if shift else clean


def _is_heading(name: str) -> bool:
    return len(name) == 2 and name[0] == "h" and name[1] in "123456"
