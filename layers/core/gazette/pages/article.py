"""What the page of one article shows beside the public article itself."""

from html import escape
from typing import Any

from markupsafe import Markup

from gazette.pages.texts import Texts


def body(article: dict[str, Any]) -> Markup:
    """The article's HTML, its dateline run into the first paragraph as newspapers set it.

    `body_html` was sanitised to a written allow-list when it was rendered, and stands in a table that only publication
    writes: it is the one text that a page passes on as HTML.
    """
    html = _with_reachable_tables(article["body_html"])
    place = article["dateline"]
    # Who pastes an agency's text has the place in its first line already.
    if not place or html.removeprefix("<p>").startswith(escape(place, quote=False)):
        return Markup(html)  # noqa: S704 (sanitised, see above)
    dateline = Markup('<p><span class="dateline">{}</span> — ').format(place)
    opening, _, rest = html.partition("<p>")
    if opening:
        dateline, rest = dateline + Markup("</p>\n"), html
    return dateline + Markup(rest)  # noqa: S704 (sanitised, see above)


def _with_reachable_tables(html: str) -> str:
    """Each table in a box of its own: one that is wider than the screen is scrolled there, with the keyboard too."""
    return html.replace("<table", '<div class="wide" tabindex="0"><table').replace("</table>", "</table></div>")


def byline(article: dict[str, Any], texts: Texts) -> str:
    """`By Anna Petrova, Timur Saidov and Lola Karimova`; empty where nobody signed."""
    *others, last = [author["name"] for author in article["authors"]] or [""]
    site = texts.words["site"]
    names = f"{', '.join(others)} {site['and']} {last}" if others else last
    written: str = site["byline"].format(names=names) if names else ""
    return written
