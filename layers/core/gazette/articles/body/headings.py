"""Levels of the headings of a body."""

import re

from gazette.articles.body.tree import TAG


def shift_headings(html: str) -> str:
    """The sanitised HTML with its highest heading moved to h2. All others move by as many levels, but not below h6."""
    levels = [int(name[1]) for _, name, _ in TAG.findall(html) if _is_heading(name)]
    shift = 2 - min(levels, default=2)

    def shift_tag(tag: re.Match[str]) -> str:
        slash, name, attributes = tag.groups()
        if not _is_heading(name):
            return tag[0]
        return f"<{slash}h{min(6, int(name[1]) + shift)}{attributes}>"

    return TAG.sub(shift_tag, html) if shift else html


def _is_heading(name: str) -> bool:
    return len(name) == 2 and name[0] == "h" and name[1] in "123456"
