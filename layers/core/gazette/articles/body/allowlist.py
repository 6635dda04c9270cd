"""The HTML that readers get, as lists (docs/body.md). What is not in them does not survive."""

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

REFUSED = frozenset(
    {
        *("script", "style", "template", "noscript", "iframe", "object", "svg", "math"),
        *("head", "title", "textarea", "select", "button", "video", "audio"),
    }
)
"""Elements whose text is no text of the article; an unclosed one would take with it all that follows."""

UNWRAPPED = frozenset(
    {
        *("span", "font", "center", "big", "tt", "strike", "acronym", "dfn", "kbd", "samp", "var", "data", "wbr"),
        *("bdi", "bdo", "ruby", "rt", "rp", "section", "article", "main", "aside", "header", "footer", "nav"),
        *("address", "hgroup", "details", "summary", "dir", "menu", "picture", "source", "col", "colgroup"),
        *("form", "fieldset", "legend", "label", "input", "html", "body", "meta", "link", "base", "embed"),
    }
)
"""Elements that go while their text stays, as those with a hyphen or a colon in their names do (`o:p`)."""
