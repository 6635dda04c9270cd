"""The local server as the other commands reach it: over HTTP, from another process."""

import http.client
import json
from typing import Any

from cli.terminal import stop


def ask(port: int, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and JSON of an answer of the local server; where none runs, the command ends and says so."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request(method, path, None if body is None else json.dumps(body))
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, http.client.HTTPException):
        stop(f"no local server answers on port {port}; start one with `gazette dev --port {port}`")
    except ValueError:
        stop(f"what answers on port {port} is not Gazette's local server")
    finally:
        connection.close()
