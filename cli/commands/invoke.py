"""`gazette invoke`: invokes a function of the local server."""

import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from cli.errors import exit_with_error
from cli.local_client import read_state, request
from cli.options import PORT, Port


def invoke(
    name: Annotated[str, typer.Argument(help="The function's logical id, such as RateIngestionFunction.")],
    flags: Annotated[
        list[str] | None, typer.Argument(help="Flags of `sam local invoke` for a container, behind `--`.")
    ] = None,
    event: Annotated[
        Path | None,
        typer.Option(help="JSON file; - reads standard input.  [default: {}]"),
    ] = None,
    port: Port = PORT,
    container: Annotated[
        bool, typer.Option("--container", help="Run the built function in a container, without a local server.")
    ] = False,
) -> None:
    """Invoke a function with an event and print its result. The exit code is 1 if it fails."""
    if container:
        _invoke_in_container(name, event, flags or [])
    read_state(port)
    status, result = request(port, "POST", f"/_dev/invoke/{name}", _event(event))
    print(json.dumps(result, ensure_ascii=False, indent=2))
    if status != 200:
        raise typer.Exit(1)


def _event(file: Path | None) -> object:
    if file is None:
        return {}
    try:
        return json.loads(sys.stdin.read() if str(file) == "-" else file.read_text())
    except OSError as error:
        exit_with_error(f"{file} cannot be read: {error.strerror}")
    except ValueError as error:
        exit_with_error(f"{file} is not JSON: {error}")


def _invoke_in_container(name: str, event: Path | None, flags: list[str]) -> NoReturn:
    from cli.local.container_invocation import NotBuilt, invoke_in_container
    from cli.local.docker_bridge import DockerUnavailable
    from cli.local.port import PortTaken

    if event and not event.is_file():
        exit_with_error(f"there is no file {event}")
    try:
        raise typer.Exit(invoke_in_container(name, event and event.resolve(), flags))
    except (NotBuilt, DockerUnavailable, PortTaken) as error:
        exit_with_error(str(error))
