"""Kinds of HTML elements: blocks, headings, formats of text, and elements without content."""

FORMAT_OF = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "s": "s",
    "del": "s",
    "sup": "sup",
    "sub": "sub",
    "u": "u",
    "ins": "u",
    "mark": "mark",
    "small": "small",
}
"""The formats of elements."""

UNWRAPPED_BLOCKS = frozenset(
    {
        *("center", "section", "article", "main", "aside", "header", "footer", "nav", "address", "hgroup"),
        *("details", "summary", "form", "fieldset", "legend", "dialog", "search"),
    }
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = (
    UNWRAPPED_BLOCKS
    | HEADINGS
    | {
        *("p", "hr", "div", "blockquote", "pre", "ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption"),
        *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    }
)

VOID = frozenset({"br", "hr", "img", "wbr", "input", "meta", "link", "base", "embed", "source", "col"})
"""Elements that have no content and no end tag."""

END_TAG_OPTIONAL = VOID | {
    *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "rt", "rp", "html", "body"),
}
"""Elements that a parser closes itself."""
