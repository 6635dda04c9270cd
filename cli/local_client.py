"""HTTP client of the local server, for commands in other processes."""

import http.client
import json
from typing import Any

from cli.terminal import exit_with_error


def request(port: int, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """(status, decoded JSON) of a request to the local server. Ends the command if no local server answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request(method, path, None if body is None else json.dumps(body))
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, http.client.HTTPException):
        exit_with_error(f"no local server answers on port {port}; start one with `gazette dev --port {port}`")
    except ValueError:
        exit_with_error(f"the server on port {port} is not Gazette's local server")
    finally:
        connection.close()
