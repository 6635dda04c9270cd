"""Alignment of the cells of tables."""

from gazette.articles.body.clipboard.styles import read_alignment
from gazette.articles.body.tree import Element, is_blank_text, walk


def align_cells(root: Element) -> None:
    """Gives a cell the `align` that its style says, or that all of its paragraphs have."""
    for cell in walk(root):
        if cell.name not in ("td", "th"):
            continue
        alignment = read_alignment(cell) or _read_alignment_of_blocks(cell)
        if alignment:
            cell.attributes["align"] = alignment


def _read_alignment_of_blocks(cell: Element) -> str | None:
    blocks = [child for child in cell.children if not is_blank_text(child)]
    alignments = {read_alignment(block) if isinstance(block, Element) else None for block in blocks}
    return alignments.pop() if len(alignments) == 1 else None
