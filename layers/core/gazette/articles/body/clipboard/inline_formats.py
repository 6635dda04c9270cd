"""Bold, italic and other formats of inline text, from elements and from styles, each where it can stand.

Word processors write `<b style="font-weight:normal">` around a whole text and `font-weight:700` for bold words. A
format that contains blocks, or text without it, moves inwards to the text that has it.
"""

from typing import TypeGuard

from gazette.articles.body.allowlist import UNWRAPPED
from gazette.articles.body.clipboard.inline_styles import is_block, read_formats
from gazette.articles.body.element_kinds import BLOCKS, FORMAT_OF, HEADINGS, UNWRAPPED_BLOCKS
from gazette.articles.body.tree import Element, Nodes, is_blank_text, walk

_TRANSPARENT = UNWRAPPED - UNWRAPPED_BLOCKS
_WITHOUT_TEXT = frozenset({"img", "br", "hr"})
_BLOCK = "block"

_ORDER = [*dict.fromkeys(FORMAT_OF.values())]

Formats = dict[str, Element | None]
"""Formats that text has, with the elements to write them. None: the text has the format without an element."""


def place_formats(root: Element) -> None:
    """Rewrites the tree so that formats stand around inline text only, and those of styles are elements."""
    _Placement(root).run()


class _Placement:
    """Goes through a tree once, from outside to inside, with the formats that are still to be written."""

    def __init__(self, root: Element) -> None:
        self._own: dict[Element, dict[str, bool]] = {}
        self._inside: dict[Element, frozenset[str]] = {}
        """The formats that the content of an element sets or resets, and whether it has a block."""
        self._written: set[Element] = set()
        self._waiting: list[tuple[Element, Formats]] = [(root, {})]
        for element in reversed(walk(root)):
            self._survey(element)

    def run(self) -> None:
        while self._waiting:
            element, formats = self._waiting.pop()
            element.children = self._place(element, formats)

    def _survey(self, element: Element) -> None:
        own = read_formats(element)
        if element.name in BLOCKS:
            own = {name: value for name, value in own.items() if name not in ("sup", "sub")}
        if element.name in _TRANSPARENT and is_block(element):
            element.name = "section"
        if element.name in FORMAT_OF:
            own.setdefault(FORMAT_OF[element.name], True)
        self._own[element] = own
        inside: set[str] = set()
        for child in element.children:
            if isinstance(child, Element):
                inside |= self._inside[child] | self._own[child].keys() | ({_BLOCK} if child.name in BLOCKS else set())
        self._inside[element] = frozenset(inside)

    def _place(self, parent: Element, formats: Formats) -> Nodes:
        placed: Nodes = []
        nodes: list[tuple[Element | str, Formats]] = [(child, formats) for child in reversed(parent.children)]
        while nodes:
            node, outer = nodes.pop()
            if isinstance(node, str):
                self._write(placed, node, {} if is_blank_text(node) else outer)
                continue
            inner = self._change(node, outer)
            if self._dissolves(node, outer):
                nodes.extend((child, inner) for child in reversed(node.children))
                continue
            if not inner:
                self._waiting.append((node, inner))
                placed.append(node)
                continue
            here: Formats = {name: maker for name, maker in inner.items() if maker and self._goes_around(name, node)}
            kept = {name: maker for name, maker in inner.items() if name not in here and maker is not node}
            self._waiting.append((node, kept))
            self._write(placed, node, {} if node.name in _WITHOUT_TEXT else here)
        return placed

    def _change(self, element: Element, outer: Formats) -> Formats:
        """The formats of the text in an element."""
        own = self._own[element]
        formats = {name: maker for name, maker in outer.items() if own.get(name, True)}
        for name in (name for name, value in own.items() if value):
            if FORMAT_OF.get(element.name) == name:
                formats[name] = formats.get(name) or element
            else:
                formats.setdefault(name, Element(name))
        if (element.name in HEADINGS or element.name == "th") and own.get("strong", True):
            formats["strong"] = None
        return formats

    def _dissolves(self, element: Element, outer: Formats) -> bool:
        """Whether an element goes while its content stays, in the formats that it had."""
        if element.name not in FORMAT_OF:
            return element.name in _TRANSPARENT
        name = FORMAT_OF[element.name]
        return not self._own[element][name] or bool(outer.get(name)) or bool(self._inside[element] & {name, _BLOCK})

    def _goes_around(self, name: str, element: Element) -> bool:
        """Whether a format can stand around an element: it has no blocks, and nothing in it says another thing."""
        inside = self._inside[element]
        return not (element.name in BLOCKS or _BLOCK in inside or name in inside or FORMAT_OF.get(element.name) == name)

    def _write(self, placed: Nodes, node: Element | str, formats: Formats) -> None:
        for name in sorted(formats, key=_ORDER.index, reverse=True):
            if maker := formats[name]:
                node = Element(maker.name, maker.attributes, [node])
                self._written.add(node)
        self._append(placed, node)

    def _append(self, placed: Nodes, node: Element | str) -> None:
        """Appends a node, or adds its content to the written one before it if both have the same format."""
        last = len(placed) - 1
        if last > 0 and is_blank_text(placed[last]):
            last -= 1
        former = placed[last] if placed else ""
        if not self._is_written(former) or not self._is_written(node) or _is_other_format(former, node):
            placed.append(node)
            return
        former.children.extend(placed[last + 1 :])
        del placed[last + 1 :]
        for child in node.children:
            self._append(former.children, child)

    def _is_written(self, node: Element | str) -> TypeGuard[Element]:
        return node in self._written


def _is_other_format(former: Element, element: Element) -> bool:
    return (former.name, former.attributes) != (element.name, element.attributes)
