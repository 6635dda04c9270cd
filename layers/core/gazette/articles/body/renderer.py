"""Renders the body of an article: from an editor's Markdown or HTML to HTML of the allowlist (docs/body.md).

Everything outside the allowlist is removed. If words would be lost, the editor gets an error.
"""

from functools import lru_cache
from typing import Literal

from gazette.articles.body.clipboard.cleaning import clean_up
from gazette.articles.body.clipboard.style_sheets import read_rules
from gazette.articles.body.embeds.cards import place_embeds
from gazette.articles.body.headings import shift_headings
from gazette.articles.body.limits import check_source
from gazette.articles.body.markdown import render_markdown
from gazette.articles.body.sanitizer import sanitize
from gazette.articles.body.unknown_tags import escape_unknown_tags


@lru_cache(maxsize=4)
def render_body(source: str, form: Literal["markdown", "html"]) -> str:
    """The sanitised HTML of a body. Its headings begin at h2: the title is the page's only h1. An
    address of a video or post that is alone in a line becomes a card.

    Raises `Invalid` if words would be lost, or if the source has more structure than an article needs. Cached, because
    a publication renders the body again for each slug that it tries.
    """
    check_source(source, form)
    html = render_markdown(source) if form == "markdown" else escape_unknown_tags(source)
    return place_embeds(shift_headings(sanitize(clean_up(html, read_rules(source))))).strip()
