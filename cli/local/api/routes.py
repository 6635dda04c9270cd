"""Routes of the HTTP API, from the translated template, and API Gateway's rule for choosing one."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from cli.local.stack import Stack

ANY_METHOD = "x-amazon-apigateway-any-method"
_FUNCTION = re.compile(r"\$\{(\w+)\.Arn\}")
_VARIABLE = re.compile(r"\{(\w+)\+?\}")


@dataclass(frozen=True)
class Route:
    """`key` is the route key (`GET /v1/articles/{id}`, `$default`), `function` a logical id."""

    key: str
    function: str
    authorizer: str | None
    segments: tuple[str, ...] = ()

    @property
    def specificity(self) -> tuple[bool, ...]:
        """Sort key: greedy routes last; literals before variables, the first segment first."""
        return self.is_greedy, *(bool(_VARIABLE.fullmatch(segment)) for segment in self.segments)

    @property
    def is_greedy(self) -> bool:
        """Whether the last variable (`{page+}`) takes all segments that follow."""
        return self.key.endswith("+}")

    def parameters(self, segments: list[str]) -> dict[str, str] | None:
        """The decoded values of the path variables; None if the path does not match."""
        if self.is_greedy:
            first = len(self.segments) - 1
            segments = [*segments[:first], "/".join(segments[first:])]
        if len(segments) != len(self.segments):
            return None
        values = {}
        for pattern, segment in zip(self.segments, segments, strict=True):
            variable = _VARIABLE.fullmatch(pattern)
            if variable and segment:
                values[variable[1]] = unquote(segment)
            elif pattern != segment:
                return None
        return values


class Routes:
    """The routes of one API, most specific first; `$default` matches the rest."""

    def __init__(self, stack: Stack) -> None:
        [(_, api)] = [item for item in stack.resources.items() if item[1]["Type"] == "AWS::ApiGatewayV2::Api"]
        body = api["Properties"]["Body"]
        self.cors: dict[str, Any] = stack.resolve(body.get("x-amazon-apigateway-cors", {}))
        schemes = body.get("components", {}).get("securitySchemes", {})
        self.authorizers: dict[str, dict[str, Any]] = {
            name: stack.resolve(scheme["x-amazon-apigateway-authorizer"]) for name, scheme in schemes.items()
        }
        self.default: Route | None = None
        self._by_method: dict[str, list[Route]] = {}
        for path, operations in body["paths"].items():
            for method, operation in operations.items():
                self._add(path, method, operation)
        for routes in self._by_method.values():
            routes.sort(key=lambda route: route.specificity)

    def _add(self, path: str, method: str, operation: dict[str, Any]) -> None:
        uri = operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
        match = _FUNCTION.search(uri)
        if match is None:
            raise ValueError(f"{path}: the integration names no function")
        security = operation.get("security") or [{}]
        authorizer = next(iter(security[0]), None)
        if path.endswith("$default"):
            self.default = Route("$default", match[1], authorizer)
            return
        method = "ANY" if method == ANY_METHOD else method.upper()
        route = Route(f"{method} {path}", match[1], authorizer, tuple(path.split("/")[1:]))
        self._by_method.setdefault(method, []).append(route)

    def __iter__(self) -> Any:
        for routes in self._by_method.values():
            yield from routes
        if self.default:
            yield self.default

    def match(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """(route, path parameters) of a request, or None. The path is still encoded."""
        segments = path.split("/")[1:]
        for key in (method, "ANY"):
            for route in self._by_method.get(key, ()):
                parameters = route.parameters(segments)
                if parameters is not None:
                    return route, parameters
        return (self.default, {}) if self.default else None
