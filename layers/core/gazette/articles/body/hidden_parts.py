"""Parts of a whole document that are no text: its head, style sheets, and data of office programs."""

import re

_HEAD = re.compile(r"<html\b[^<>]*>\s*<head\b[^<>]*>(?s:.*?)</head\s*>", re.IGNORECASE)
_DATA = re.compile(r"<xml\b[^<>]*>\s*(?:<[owmvx]:(?s:.*?))?</xml\s*>", re.IGNORECASE)
_STYLE_SHEET = re.compile(r"<style\b[^<>]*>(?:\s*<!--)?([^<{]*\{[^<]*|\s*)</style\s*>", re.IGNORECASE)
_CLIPBOARD_HEADER = re.compile(r"\s*Version:[\d.]+\s+StartHTML:-?\d+(?:\s+\w+:\S+)*\s*(?=<)")
"""The positions that Windows writes before HTML in the clipboard."""
_TEMPORARY_FILE = re.compile(r"""file:[^<>"'#]{0,300}?msohtmlclip[^<>"'#]{0,100}(?=#)""", re.IGNORECASE)
"""The copy that Word made of its document for the clipboard, as the address of links within the document."""


def remove_hidden_parts(source: str) -> str:
    """The HTML without parts that no browser shows. Lines keep their numbers.

    Only what is closed is removed: an open `<head>` could hide the article.
    """
    if header := _CLIPBOARD_HEADER.match(source):
        source = _keep_lines(header) + source[header.end() :]
    source = _TEMPORARY_FILE.sub("", source)
    for part, end in ((_HEAD, "</head"), (_DATA, "</xml"), (_STYLE_SHEET, "</style")):
        # No part ends after the last of its end tags; a search there would take long.
        last = source.lower().rfind(end)
        if last >= 0:
            closed = source.find(">", last) + 1
            source = part.sub(_keep_lines, source[:closed]) + source[closed:]
    return source


def find_style_sheets(source: str) -> list[str]:
    """The content of the style sheets that `remove_hidden_parts` removes."""
    last = source.lower().rfind("</style")
    return [sheet[1] for sheet in _STYLE_SHEET.finditer(source[: source.find(">", last) + 1])] if last >= 0 else []


def _keep_lines(part: re.Match[str]) -> str:
    return "\n" * part[0].count("\n")
