"""Makes moto's update expressions fast: moto walks their trees in squared time, a fifth of the time of many tests."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from moto.dynamodb.parsing.ast_nodes import DepthFirstTraverser, Expression, Node, UpdateExpressionFunction


def patch_update_expressions() -> None:
    """Replace two methods of moto by ones with the same results."""
    Node.find_clauses = find_clauses
    DepthFirstTraverser.traverse_node_recursively = traverse


def find_clauses(node: Any, clause_types: Iterable[type]) -> list[Any]:
    """The nodes of these types below a node, from left to right; nothing below one that is found."""
    wanted, found = frozenset(clause_types), []
    pending = list(reversed(node.children or ()))
    while pending:
        child = pending.pop()
        kind = type(child)
        if kind in wanted:
            found.append(child)
        elif _has_clauses(kind):
            pending.extend(reversed(child.children or ()))
    return found


@cache
def _has_clauses(kind: type) -> bool:
    return issubclass(kind, Expression | UpdateExpressionFunction)


def traverse(self: Any, node: Any, child_id: int = -1) -> Any:
    """Replace each node by the result of its processor, children first. Returns the new root."""
    processors = self._processing_map()
    by_type: dict[type, Any] = {}
    announces = type(self).pre_processing_of_child is not DepthFirstTraverser.pre_processing_of_child

    def find_processor(kind: type) -> Any:
        return next((processors[one] for one in processors if issubclass(kind, one)), None)

    def visit(node: Any, child_id: int) -> Any:
        for place, child in enumerate(node.children or ()):
            if announces:
                self.pre_processing_of_child(node, place)
            if _is_node(type(child)):
                visit(child, place)
        kind, parent = type(node), node.parent
        if kind not in by_type:
            by_type[kind] = find_processor(kind)
        if by_type[kind] is None:
            return node
        new = by_type[kind](node)
        new.parent = parent
        if parent:
            parent.children[child_id] = new
        return new

    return visit(node, child_id)


@cache
def _is_node(kind: type) -> bool:
    return issubclass(kind, Node)
