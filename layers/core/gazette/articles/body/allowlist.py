"""The elements, attributes and link schemes of rendered bodies (docs/body.md). Everything else is removed."""

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
    "a": {"href", "title", "hreflang", "rel"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "reversed", "type"},
    "q": {"cite"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
}

ALIGNMENTS = frozenset({"left", "center", "right"})
"""Values of `align`."""

NUMBERINGS = frozenset({"1", "a", "A", "i", "I"})
"""Values of `type`."""

SCHEMES = frozenset({"https", "http", "mailto", "tel"})
"""Schemes of links and images; an address without a scheme is relative to the site."""

MEDIA_SCHEME = "media"
"""Scheme of an image that is a picture of the newsroom: `media:<id>`. Readers get an address of its files instead."""

LINK_REL = "noopener"
"""The `rel` of every link."""

LINK_RELATIONS = ("nofollow", "sponsored", "ugc")
"""Further values of `rel` that are kept: they tell search engines that somebody paid for a link, or wrote it."""

REFUSED = frozenset(
    {
        *("script", "style", "template", "noscript", "iframe", "object", "svg", "math"),
        *("head", "title", "textarea", "select", "button", "video", "audio"),
    }
)
"""Elements that a body may not have: their text is not the article's, and an unclosed element would hide the rest."""

UNWRAPPED = frozenset(
    {
        *("span", "font", "center", "big", "tt", "strike", "acronym", "dfn", "kbd", "samp", "var", "data", "wbr"),
        *("bdi", "bdo", "ruby", "rt", "rp", "section", "article", "main", "aside", "header", "footer", "nav"),
        *("address", "hgroup", "details", "summary", "dir", "menu", "picture", "source", "col", "colgroup"),
        *("form", "fieldset", "legend", "label", "input", "html", "body", "meta", "link", "base", "embed"),
        *("nobr", "dialog", "search", "output", "sdfield"),
    }
)
"""Elements whose tags are removed while their text stays. The same happens to names with a hyphen or colon (`o:p`)."""
