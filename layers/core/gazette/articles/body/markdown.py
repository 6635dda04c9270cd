"""Markdown to HTML, with an error if the parser would drop words of the source."""

import re
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from linkify_it import LinkifyIt
from linkify_it.main import Match
from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from gazette.articles.body.addresses import find_image_error, find_link_error
from gazette.articles.body.element_kinds import BLOCKS
from gazette.articles.body.emphasis import allow_emphasis_in_words
from gazette.articles.body.hidden_parts import remove_hidden_parts
from gazette.articles.body.limits import MAX_DEPTH, build_depth_error
from gazette.articles.body.unknown_tags import OFFICE_MARKUP, escape_unknown_tags
from gazette.errors import Invalid

_OFFICE_MARKUP = re.compile(OFFICE_MARKUP, re.IGNORECASE)
_DOCUMENT = re.compile(
    r"\s*(?:Version:[\d.]+\s+StartHTML:|<(?:!doctype|html|meta|style|xml|google-sheets-html-origin|!--StartFragment)\b)",
    re.IGNORECASE,
)
"""How the clipboard of a word processor or a spreadsheet begins."""

_TAG_NAME = re.compile("</?([a-z0-9]+)", re.IGNORECASE)


def render_markdown(source: str) -> str:
    """HTML of a Markdown text, not sanitised yet. Raises `Invalid` if words would be lost (docs/body.md)."""
    if _DOCUMENT.match(source):  # blank lines within its head would end the HTML for Markdown
        source = remove_hidden_parts(source)
    parser = _parser()
    environment: dict[str, Any] = {}
    tokens = parser.parse(source, environment)
    if any(token.level >= MAX_DEPTH - 1 for token in tokens):  # the parser drops everything from the next level on
        raise build_depth_error()
    _check_tables(tokens, source.split("\n"))
    _align_cells(tokens)
    _open_paragraphs_with_blocks(tokens)
    if any(label.startswith("^") for label in environment.get("references", {})):
        raise Invalid.at("#/body", "Footnotes ([^1]: …) are not supported.")
    _check_addresses(tokens)
    return str(parser.renderer.render(tokens, parser.options, environment))


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables, strikethrough and links of bare addresses. Indented text is no code: editors paste it."""
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH, "linkify": True})
    parser.linkify = BareAddresses()
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # _check_addresses has an error for it
    allow_emphasis_in_words(parser)
    parser.inline.ruler.before("autolink", "office", _read_office_markup)
    return parser.enable(["table", "strikethrough", "linkify"]).disable("code")


def _read_office_markup(state: StateInline, silent: bool) -> bool:
    """An inline rule for markup of Word, which CommonMark shows as text. It is cleaned with the other HTML."""
    match = _OFFICE_MARKUP.match(state.src, state.pos) if state.src[state.pos] == "<" else None
    if match is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = match[0]
    state.pos = match.end()
    return True


class BareAddresses(LinkifyIt):  # type: ignore[misc]  # the library has no types
    """Finds addresses of web pages and e-mail. `kun.uz` is text, because a word may follow a full stop like that."""

    def __init__(self) -> None:
        super().__init__()
        self.add("ftp:", None)
        self.add("//", None)

    def match(self, text: str) -> list[Match] | None:
        found = super().match(text) or []
        return [match for match in found if match.schema or match.text.lower().startswith("www.")] or None


def _align_cells(tokens: list[Token]) -> None:
    """Replaces the `style` of aligned cells by `align`, because the sanitiser keeps no style."""
    for token in tokens:
        if token.type in ("th_open", "td_open") and "style" in token.attrs:
            token.attrSet("align", str(token.attrs.pop("style")).removeprefix("text-align:"))


def _open_paragraphs_with_blocks(tokens: list[Token]) -> None:
    """Hides the start tag of a paragraph around blocks of HTML: a parser would close it, and inline elements with it.

    The end tag stays, and separates the paragraph from the next.
    """
    for opening, inline in pairwise(tokens):
        names = (_TAG_NAME.match(child.content) for child in inline.children or [] if child.type == "html_inline")
        if opening.type == "paragraph_open" and any(name and name[1].lower() in BLOCKS for name in names):
            opening.hidden = True


def _check_addresses(tokens: list[Token]) -> None:
    """Raises `Invalid` for links and images that readers could not follow. Escapes unknown tags of HTML."""
    line = 1
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        if token.type == "html_block":
            token.content = escape_unknown_tags(token.content, line)
        _check_inline(token.children or [], line)


def _check_inline(tokens: list[Token], line: int) -> None:
    for token in tokens:
        error = None
        if token.type == "html_inline":
            token.content = escape_unknown_tags(token.content, line)
        elif token.type == "link_open":
            error = find_link_error(unquote(str(token.attrs["href"])))
        elif token.type == "image":
            error = find_image_error(unquote(str(token.attrs["src"])))
        if error:
            raise Invalid.at("#/body", f"Line {line}: {error}")
        line += token.type in ("softbreak", "hardbreak") or token.content.count("\n")


def _check_tables(tokens: list[Token], lines: list[str]) -> None:
    """Raises `Invalid` for cells beyond the head of their table, because GitHub's syntax for tables drops them."""
    columns = 0
    for token in tokens:
        if token.type == "table_open":
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and token.map and columns:
            number = token.map[0]
            if any(cell.strip() for cell in _split_cells(lines[number])[columns:]):
                raise Invalid.at("#/body", f"Line {number + 1} has more cells than the head of its table.")


def _split_cells(line: str) -> list[str]:
    row = line.strip().lstrip("> \t")
    return list(escapedSplit(row.removeprefix("|").removesuffix("|")))
