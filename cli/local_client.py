"""HTTP client of the local server, for commands in other processes."""

import os
from typing import Any, NoReturn

from cli.errors import exit_with_error
from cli.http_client import Reply, Site, SiteSilent, SiteUnreachable, UnexpectedReply

HEALTH_SECONDS = 10.0
"""Longest wait for the state of the server. It answers at once, or within some seconds while it starts."""
WORK_SECONDS = 300.0
"""Longest wait for a function, or for the samples."""


def read_state(port: int) -> dict[str, Any]:
    """What commands need to know about the local server. Ends the command if no such server answers."""
    reply = _request(port, "GET", "/_dev/health", None, HEALTH_SECONDS)
    state = _decode(port, reply)
    if reply.status != 200 or not isinstance(state, dict) or "user_pool" not in state:
        _exit_for_another_server(port)
    return state


def request(port: int, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """(status, decoded JSON) of a request to the local server. Ends the command if none answers."""
    reply = _request(port, method, path, body, WORK_SECONDS)
    return reply.status, _decode(port, reply)


def _request(port: int, method: str, path: str, body: Any, seconds: float) -> Reply:
    try:
        return Site(f"http://127.0.0.1:{port}", timeout=seconds).request(method, path, body)
    except SiteSilent:
        exit_with_error(
            f"the server on port {port} does not answer within {seconds:g} s: "
            "it is still starting, or it is not Gazette's local server"
        )
    except SiteUnreachable:
        exit_with_error(f"no local server answers on port {port}; start one with `gazette dev --port {port}`")


def _decode(port: int, reply: Reply) -> Any:
    try:
        return reply.json
    except UnexpectedReply:
        _exit_for_another_server(port)


def _exit_for_another_server(port: int) -> NoReturn:
    exit_with_error(f"the server on port {port} is not Gazette's local server")


def bypass_proxies(*addresses: str) -> None:
    """Connect to this machine directly, even if the environment configures a proxy. It may have more addresses."""
    for name in ("no_proxy", "NO_PROXY"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1", "localhost", *addresses)))
