"""Paragraphs in place of blocks that readers do not get (`section`, `center`), and around text outside of blocks."""

from itertools import groupby

from gazette.articles.body.element_kinds import BLOCKS, FORMAT_OF, HEADINGS, UNWRAPPED_BLOCKS
from gazette.articles.body.tree import Element, Nodes, is_blank_text, walk

_SPACING = UNWRAPPED_BLOCKS | HEADINGS | {"p", "div"}
"""Blocks that are removed if they show nothing: word processors write them for distance."""
_SHOWN = frozenset({"img", "hr", "td", "th"})
_SEPARATORS = {"pre": "\n", "p": "br", **dict.fromkeys(HEADINGS, " ")}
"""What stands between the blocks of an element that may not have any."""


def make_paragraphs(root: Element) -> None:
    """Rewrites the tree so that blocks of the allowlist remain, and text at its top is in paragraphs."""
    elements = walk(root)
    rewriting = _Rewriting(elements)
    for element in reversed(elements):
        rewriting.rewrite(element)
    root.children = rewriting.wrap_text(root.children, {})


class _Rewriting:
    """Goes through a tree from inside to outside."""

    def __init__(self, elements: list[Element]) -> None:
        self._blocks: set[Element] = set()
        """Elements that are blocks, or contain one."""
        self._shown: set[Element] = set()
        """Elements that show a text or an image."""
        self._separators: dict[Element, str] = {}
        """The separators of elements that may have no blocks, and of all elements in them."""
        for element in elements:
            separator = _SEPARATORS.get(element.name) or self._separators.get(element)
            if separator:
                self._separators[element] = separator
                self._separators |= {child: separator for child in element.children if isinstance(child, Element)}

    def rewrite(self, element: Element) -> None:
        """Rewrites the children of an element, whose own children are rewritten already."""
        children: Nodes = []
        for child in element.children:
            children.extend(self._replace(child, element, children) if isinstance(child, Element) else [child])
        if element in self._separators and any(child in self._blocks for child in children):
            children = self._flatten(children, self._separators[element])
        elif any(child in self._blocks for child in children):
            children = self._trim(children)
        element.children = self._strip(children) if element.name in HEADINGS else children
        if element.name in BLOCKS or any(child in self._blocks for child in children):
            self._blocks.add(element)
        if element.name in _SHOWN or any(child in self._shown or _is_text(child) for child in children):
            self._shown.add(element)

    def wrap_text(self, nodes: Nodes, attributes: dict[str, str]) -> Nodes:
        """The nodes with paragraphs around those that are no blocks, and without blocks that show nothing."""
        wrapped: Nodes = []
        for is_block, group in groupby(nodes, lambda node: node in self._blocks):
            if is_block:
                wrapped.extend(node for node in group if not self._is_spacing(node))
            else:
                wrapped.extend(self._make_paragraphs([*group], attributes))
        return wrapped

    def _replace(self, child: Element, parent: Element, before: Nodes) -> Nodes:
        """What stands in place of a child in its parent."""
        if child.name in FORMAT_OF and child not in self._shown:
            return child.children
        if parent in self._separators:
            return [child]
        if self._is_spacing(child) and parent.name and parent.name not in UNWRAPPED_BLOCKS:
            return [Element("br")] if before and before[-1] not in self._blocks else []
        return self._unwrap(child)

    def _flatten(self, nodes: Nodes, separator: str) -> Nodes:
        """The content of blocks, each on a line of its own."""
        lines: list[Nodes] = [[]]
        for node in nodes:
            if isinstance(node, Element) and node in self._blocks:
                lines.extend([node.children, []])
            else:
                lines[-1].append(node)
        flat: Nodes = []
        for line in lines:
            if not all(is_blank_text(node) for node in line):
                flat.extend([Element("br") if separator == "br" else separator] if flat else [])
                flat.extend(line)
        return flat

    def _trim(self, nodes: Nodes) -> Nodes:
        """The nodes without line breaks beside blocks, which begin on a new line anyway."""
        trimmed: Nodes = []
        for is_block, group in groupby(nodes, lambda node: node in self._blocks):
            part = [*group]
            has_breaks = not is_block and any(isinstance(node, Element) and node.name == "br" for node in part)
            trimmed.extend(self._strip(part) if has_breaks else part)
        return trimmed

    def _unwrap(self, child: Element) -> Nodes:
        is_unwrapped = child.name in UNWRAPPED_BLOCKS and child in self._shown
        return self.wrap_text(child.children, child.attributes) if is_unwrapped else [child]

    def _is_spacing(self, node: Element | str) -> bool:
        return isinstance(node, Element) and node.name in _SPACING and node not in self._shown

    def _make_paragraphs(self, nodes: Nodes, attributes: dict[str, str]) -> Nodes:
        paragraphs: Nodes = []
        for line in self._split(nodes):
            if shown := self._strip(line):
                paragraph = Element("p", attributes, shown)
                self._blocks.add(paragraph)
                self._shown.add(paragraph)
                paragraphs.append(paragraph)
        return paragraphs or [node for node in nodes if isinstance(node, str)]

    def _is_space(self, node: Element | str) -> bool:
        """Whether a node shows nothing, such as a line break."""
        return node not in self._shown and not _is_text(node)

    def _split(self, nodes: Nodes) -> list[Nodes]:
        """The nodes between double line breaks, which stand for a new paragraph."""
        parts: list[Nodes] = [[]]
        for is_space, group in groupby(nodes, self._is_space):
            part = [*group]
            if is_space and sum(isinstance(node, Element) and node.name == "br" for node in part) > 1:
                parts.append([])
            else:
                parts[-1].extend(part)
        return parts

    def _strip(self, nodes: Nodes) -> Nodes:
        """The nodes without those at their ends that show nothing."""
        shown = [place for place, node in enumerate(nodes) if not self._is_space(node)]
        stripped = nodes[shown[0] : shown[-1] + 1] if shown else []
        for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
            if stripped and isinstance(text := stripped[end], str):
                stripped[end] = strip(text)
        return stripped


def _is_text(node: Element | str) -> bool:
    return isinstance(node, str) and not is_blank_text(node)
