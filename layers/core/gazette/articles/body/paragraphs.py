"""Paragraphs in place of blocks that readers do not get (`section`, `center`), and around text outside of blocks."""

from itertools import groupby

from gazette.articles.body.formats import BLOCKS, FORMAT_OF, HEADINGS, UNWRAPPED_BLOCKS
from gazette.articles.body.tree import Element, Nodes, is_blank_text, walk

_SPACING = UNWRAPPED_BLOCKS | HEADINGS | {"p", "div"}
"""Blocks that are removed if they show nothing: word processors write them for distance."""
_SHOWN = frozenset({"img", "hr", "td", "th"})
_SEPARATORS = {"pre": "\n", "p": " ", **dict.fromkeys(HEADINGS, " ")}
"""What stands between blocks in an element that may not have any."""


def make_paragraphs(root: Element) -> None:
    """Rewrites the tree so that blocks of the allowlist remain, and text at its top is in paragraphs."""
    rewriting = _Rewriting()
    for element in reversed(walk(root)):
        rewriting.rewrite(element)
    root.children = rewriting.wrap_text(root.children, {})


class _Rewriting:
    """Goes through a tree from inside to outside."""

    def __init__(self) -> None:
        self._blocks: set[Element] = set()
        """Elements that are blocks, or contain one."""
        self._shown: set[Element] = set()
        """Elements that show a text or an image."""

    def rewrite(self, element: Element) -> None:
        """Rewrites the children of an element, whose own children are rewritten already."""
        children: Nodes = []
        for child in element.children:
            children.extend(self._replace(child, element, children) if isinstance(child, Element) else [child])
        element.children = _strip(children) if element.name in HEADINGS else children
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
                wrapped.extend(self._make_paragraph([*group], attributes))
        return wrapped

    def _replace(self, child: Element, parent: Element, before: Nodes) -> Nodes:
        """What stands in place of a child in its parent."""
        if child.name in FORMAT_OF and child not in self._shown:
            return child.children
        separator = _SEPARATORS.get(parent.name)
        if separator and child in self._blocks:
            return [separator, *child.children, separator]
        if self._is_spacing(child) and parent.name and parent.name not in UNWRAPPED_BLOCKS:
            return [Element("br")] if before and before[-1] not in self._blocks else []
        return self._unwrap(child)

    def _unwrap(self, child: Element) -> Nodes:
        return self.wrap_text(child.children, child.attributes) if child.name in UNWRAPPED_BLOCKS else [child]

    def _is_spacing(self, node: Element | str) -> bool:
        return isinstance(node, Element) and node.name in _SPACING and node not in self._shown

    def _make_paragraph(self, nodes: Nodes, attributes: dict[str, str]) -> Nodes:
        shown = _strip(nodes)
        if not shown:
            return [node for node in nodes if isinstance(node, str)]
        paragraph = Element("p", attributes, shown)
        self._blocks.add(paragraph)
        self._shown.add(paragraph)
        return [paragraph]


def _is_text(node: Element | str) -> bool:
    return isinstance(node, str) and not is_blank_text(node)


def _is_space(node: Element | str) -> bool:
    return node.name == "br" if isinstance(node, Element) else is_blank_text(node)


def _strip(nodes: Nodes) -> Nodes:
    """The nodes without spaces and line breaks at their ends."""
    shown = [place for place, node in enumerate(nodes) if not _is_space(node)]
    stripped = nodes[shown[0] : shown[-1] + 1] if shown else []
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if stripped and isinstance(text := stripped[end], str):
            stripped[end] = strip(text)
    return stripped
