"""HTTP client of the local server, for commands in other processes."""

import http.client
import json
import os
from typing import Any

from cli.errors import exit_with_error


def request(port: int, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """(status, decoded JSON) of a request to the local server. Ends the command if none answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request(method, path, None if body is None else json.dumps(body))
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    except (OSError, http.client.HTTPException):
        exit_with_error(f"no local server answers on port {port}; start one with `gazette dev --port {port}`")
    except ValueError:
        exit_with_error(f"the server on port {port} is not Gazette's local server")
    finally:
        connection.close()


def bypass_proxies(*addresses: str) -> None:
    """Connect to this machine directly, even if the environment configures a proxy. It may have more addresses."""
    for name in ("no_proxy", "NO_PROXY"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1", "localhost", *addresses)))
