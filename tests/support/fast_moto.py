"""Makes moto fast where it matters: most of the time of most tests is that of their calls of DynamoDB.

moto walks the trees of update expressions in squared time, draws the 52 characters of each request's id one by one, and
routes each call through an application of Flask. botocore signs each request, and moto checks no signature.
"""

import string
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from botocore.auth import AUTH_TYPE_MAPS, SIGV4_TIMESTAMP, SigV4Auth
from botocore.compat import get_current_datetime
from botocore.useragent import UserAgentString
from moto.core.request import Request
from moto.dynamodb.parsing.ast_nodes import DepthFirstTraverser, Expression, Node, UpdateExpressionFunction
from moto.dynamodb.responses import DynamoHandler
from moto.moto_api._internal.moto_random import MotoRandom
from moto.moto_server.werkzeug_app import DomainDispatcherApplication


class UncheckedAuth(SigV4Auth):
    """Names the caller, the region and the service of a request, which moto reads. The signature is a dummy."""

    def add_auth(self, request: Any) -> None:
        request.context["timestamp"] = get_current_datetime().strftime(SIGV4_TIMESTAMP)
        self._modify_request_before_signing(request)
        self._inject_signature_to_request(request, "0" * 64)


_route = DomainDispatcherApplication.__call__


def patch_moto() -> None:
    """Replace methods of moto, and botocore's signature and user agent, by ones with the same results for a test."""
    AUTH_TYPE_MAPS["v4"] = UncheckedAuth
    UserAgentString.to_string = lambda _self: "tests"
    DomainDispatcherApplication.__call__ = dispatch
    MotoRandom.get_random_string = get_random_string
    Node.find_clauses = find_clauses
    DepthFirstTraverser.traverse_node_recursively = traverse


def dispatch(self: Any, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Hand a call of DynamoDB to its handler; all others go the way of moto's server."""
    if not environ.get("HTTP_X_AMZ_TARGET", "").startswith("DynamoDB_20120810."):
        return _route(self, environ, start_response)
    request = Request(environ)
    status, headers, body = DynamoHandler.dispatch(request, request.raw_url, dict(request.headers))
    start_response(f"{status} -", list(headers.items()))
    return [body if isinstance(body, bytes) else body.encode()]


def get_random_string(self: Any, length: int = 20, include_digits: bool = True, lower_case: bool = False) -> str:
    pool = string.ascii_letters + (string.digits if include_digits else "")
    text = "".join(self.choices(pool, k=length))
    return text.lower() if lower_case else text


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
