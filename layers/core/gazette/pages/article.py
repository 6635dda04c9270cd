"""Parts of an article's page that are no members of the public article: the body with its dateline, the byline, and
the texts for search engines.
"""

from html import escape
from typing import Any

from markupsafe import Markup

from gazette.pages.texts import Texts


def format_body(article: dict[str, Any]) -> Markup:
    """The article's HTML with its dateline at the start of the first paragraph, as newspapers set it.

    `body_html` was sanitised with an allowlist when it was rendered, and only publication writes its table. It is the
    only text that pages insert as HTML.
    """
    html = _with_scrollable_tables(article["body_html"])
    place = article["dateline"]
    # Text from a news agency often has the place in its first line already.
    if not place or html.removeprefix("<p>").startswith(escape(place, quote=False)):
        return Markup(html)  # noqa: S704 (sanitised, see above)
    dateline = Markup('<p><span class="dateline">{}</span> — ').format(place)
    opening, _, rest = html.partition("<p>")
    if opening:
        dateline, rest = dateline + Markup("</p>\n"), html
    return dateline + Markup(rest)  # noqa: S704 (sanitised, see above)


def _with_scrollable_tables(html: str) -> str:
    """The HTML with each table in a box that scrolls, also by keyboard, if the table is wider than the screen."""
    return html.replace("<table", '<div class="wide" tabindex="0"><table').replace("</table>", "</table></div>")


def describe_for_search(article: dict[str, Any], site_name: str) -> dict[str, str]:
    """`title` and `description` for search engines: what the editors wrote for them, else title and dek."""
    seo = article.get("seo") or {}  # a view of format 1 has none
    return {
        "title": seo.get("title") or f"{article['title']} – {site_name}",
        "description": seo.get("description") or article["dek"] or article["title"],
    }


def format_byline(article: dict[str, Any], texts: Texts) -> str:
    """`By Anna Petrova, Timur Saidov and Lola Karimova`; empty if the article has no authors."""
    *others, last = [author["name"] for author in article["authors"]] or [""]
    words = texts.words["site"]
    names = f"{', '.join(others)} {words['and']} {last}" if others else last
    byline: str = words["byline"].format(names=names) if names else ""
    return byline
