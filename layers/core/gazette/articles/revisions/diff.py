"""What differs between two versions of an article, field by field, for people who read it."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from gazette.articles.body.renderer import render_body
from gazette.articles.body.tree import Element, parse, serialize
from gazette.articles.model import Draft
from gazette.articles.revisions.schemas import FieldChange, Hunk, Paragraph

CONTEXT = 2
"""Paragraphs that are the same, before and behind those that differ."""
MAX_PARAGRAPHS = 2_000
"""Of more that differ, all are shown as replaced: pairing them would take minutes in the worst case."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def compare(before: Draft, after: Draft) -> list[FieldChange]:
    """The fields that differ, in the order in which editors know them. A body is compared by paragraphs.

    Bodies in Markdown are compared as they were written. If one is HTML, both are compared as HTML.
    """
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    changes = [
        FieldChange(field=name, before=old[name], after=new[name])
        for name in Draft.model_fields
        if name != "body" and old[name] != new[name]
    ]
    if hunks := compare_bodies(before, after):
        changes.append(FieldChange(field="body", hunks=hunks))
    return changes


def compare_bodies(before: Draft, after: Draft) -> list[Hunk]:
    """The hunks of a unified diff; none for two sources of the same body."""
    if (before.body, before.format) == (after.body, after.format):
        return []
    split = _split_markdown if before.format == after.format == "markdown" else _split_html
    if hunks := list(_diff(split(before), split(after))):
        return hunks
    # What differs are blank lines, which may have a meaning: in code, for instance.
    return list(_diff(_split_lines(before), _split_lines(after))) if _render(before) != _render(after) else []


def _split_markdown(draft: Draft) -> list[str]:
    """The paragraphs of a source. A fence of code, with its blank lines, belongs to one."""
    paragraphs: list[list[str]] = [[]]
    fence = ""
    for line in (draft.body or "").strip().split("\n"):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        if line.strip() or fence:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return ["\n".join(paragraph) for paragraph in paragraphs if paragraph]


def _split_html(draft: Draft) -> list[str]:
    """The blocks of a body as HTML. A list is one for its beginning, one for each item, and one for its end."""
    blocks: list[str] = []
    for block in parse(_render(draft)).children:
        if isinstance(block, Element) and block.name in ("ul", "ol"):
            begin, _, end = serialize(Element("", children=[replace(block, children=[])])).rpartition("</")
            blocks += [begin, *map(_serialize, block.children), f"</{end}"]
        else:
            blocks.append(_serialize(block))
    return [text for text in map(str.strip, blocks) if text]


def _split_lines(draft: Draft) -> list[str]:
    return (draft.body or "").split("\n")


def _render(draft: Draft) -> str:
    return render_body(draft.body, draft.format) if draft.body else ""


def _serialize(node: Element | str) -> str:
    return serialize(Element("", children=[node]))


def _diff(before: Sequence[str], after: Sequence[str]) -> Iterator[Hunk]:
    """The hunks of a unified diff."""
    start = max(0, _count_equal(before, after) - CONTEXT)
    end = max(0, _count_equal(before[start:][::-1], after[start:][::-1]) - CONTEXT)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    for group in _group_changes(old, new):
        paragraphs = [
            Paragraph(change=change, text=text)
            for kind, i1, i2, j1, j2 in group
            for change, text in _list_paragraphs(kind, old[i1:i2], new[j1:j2])
        ]
        _, old_place, _, new_place, _ = group[0]
        yield Hunk(before_start=start + old_place + 1, after_start=start + new_place + 1, paragraphs=paragraphs)


def _group_changes(old: Sequence[str], new: Sequence[str]) -> list[list[tuple[str, int, int, int, int]]]:
    if len(old) + len(new) > MAX_PARAGRAPHS:
        return [[("replace", 0, len(old), 0, len(new))]]
    return list(difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT))


def _count_equal(before: Sequence[str], after: Sequence[str]) -> int:
    """How many paragraphs are the same from the beginning."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((number for number, (old, new) in pairs if old != new), min(len(before), len(after)))


def _list_paragraphs(kind: str, old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Any, str]]:
    if kind == "equal":
        yield from (("same", text) for text in old)
        return
    yield from (("removed", text) for text in old)
    yield from (("added", text) for text in new)
