"""The body of an article: Markdown or HTML of an editor in, HTML of a fixed allowlist out (docs/body.md).

Nothing outside `allowlist` survives, and no word is dropped without an error for the editor.
"""

from functools import lru_cache
from typing import Literal

from gazette.articles.body.headings import shift_headings
from gazette.articles.body.limits import check_source
from gazette.articles.body.markdown import render_markdown
from gazette.articles.body.markup import escape_unknown_tags
from gazette.articles.body.sanitizer import sanitize


@lru_cache(maxsize=4)
def render_body(source: str, form: Literal["markdown", "html"]) -> str:
    """The sanitised HTML of a body. Its headings begin at h2: the title is the page's only h1.

    Raises `Invalid` where words would be lost, or where the source has more structure than an article needs. Cached,
    because a save renders the body once, and a publication once for each slug that it tries.
    """
    check_source(source)
    html = render_markdown(source) if form == "markdown" else escape_unknown_tags(source)
    return shift_headings(sanitize(html)).strip()
