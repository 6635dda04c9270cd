"""The body of an article as readers get it: Markdown or HTML in, HTML of a written grammar out (docs/body.md).

What is not in the lists below does not survive, whatever the source says: nh3 (Mozilla's ammonia) rebuilds the
document from what it allows. Pure.
"""

import html
import re
from functools import cache
from typing import Literal

import nh3
from markdown_it import MarkdownIt

ELEMENTS = frozenset(
    {
        *("p", "br", "hr", "div", "blockquote", "pre", "code"),
        *("h2", "h3", "h4", "h5", "h6"),
        *("strong", "b", "em", "i", "u", "s", "del", "ins", "mark", "small", "sub", "sup"),
        *("a", "abbr", "cite", "q", "time"),
        *("ul", "ol", "li", "dl", "dt", "dd"),
        *("figure", "figcaption", "img"),
        *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    }
)

ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "reversed"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}

SCHEMES = frozenset({"https", "http", "mailto", "tel"})
"""Of links and images; an address without a scheme is relative to the site."""

LINK_REL = "noopener"
"""Written on every link."""

DROPPED_WITH_CONTENT = frozenset(
    {
        *("script", "style", "template", "noscript", "iframe", "object", "svg", "math"),
        *("head", "title", "textarea", "select", "button", "video", "audio"),
    }
)
"""Elements whose text is no text of the article. Of any other element that is not allowed, the text stays."""

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[^\s"=>]+(?:="[^"]*")?)*)\s*>')
_INLINE = re.compile(r"</?(?:strong|b|em|i|u|s|del|ins|mark|small|sub|sup|a|abbr|cite|q|time|code)\b[^>]*>")
_WORD = re.compile(r"\w")

WORDS_A_MINUTE = 200


def body_html(source: str, form: Literal["markdown", "html"]) -> str:
    """The sanitised HTML of a body. Its headings begin at h2: the title is the page's only h1."""
    rendered = _markdown().render(source) if form == "markdown" else source
    clean = nh3.clean(
        rendered,
        tags={*ELEMENTS, "h1"},
        clean_content_tags=set(DROPPED_WITH_CONTENT),
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=LINK_REL,
    )
    return _with_headings_from_h2(clean).strip()


def words(body: str) -> int:
    """How many words the text of sanitised HTML has."""
    return sum(1 for word in text_of(body).split() if _WORD.search(word))


def reading_minutes(word_count: int) -> int:
    """At 200 words a minute, rounded up, at least one."""
    return max(1, -(-word_count // WORDS_A_MINUTE))


def text_of(body: str) -> str:
    """The text of sanitised HTML; what blocks hold is kept apart by spaces."""
    return html.unescape(_TAG.sub(" ", _INLINE.sub("", body)))


@cache
def _markdown() -> MarkdownIt:
    """CommonMark with tables and strikethrough. Indented text is text: editors paste it, and mean no code."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("code")


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
