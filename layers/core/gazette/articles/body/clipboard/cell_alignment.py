"""Alignment of the cells of tables."""

from gazette.articles.body.clipboard.inline_styles import read_alignment
from gazette.articles.body.tree import Element, is_blank_text, walk


def align_cells(root: Element) -> None:
    """Gives a cell the `align` that its style says, or that all of its paragraphs have, or its row, or its section."""
    for cell in walk(root):
        if cell.name in ("thead", "tbody", "tfoot", "tr") and (inherited := read_alignment(cell)):
            for child in cell.children:
                if isinstance(child, Element):
                    child.attributes.setdefault("align", inherited)
        if cell.name not in ("td", "th"):
            continue
        alignment = _read_alignment_of_blocks(cell) or read_alignment(cell)
        if alignment:
            cell.attributes["align"] = alignment


def _read_alignment_of_blocks(cell: Element) -> str | None:
    blocks = [child for child in cell.children if not is_blank_text(child)]
    alignments = {_read_alignment_of_block(block) if isinstance(block, Element) else None for block in blocks}
    return alignments.pop() if len(alignments) == 1 else None


def _read_alignment_of_block(block: Element) -> str | None:
    return "center" if block.name == "center" else read_alignment(block)
