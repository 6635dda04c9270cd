"""Options that several commands have."""

from typing import Annotated

import typer

PORT = 3000
Port = Annotated[int, typer.Option(help="Port of the local server.", min=1, max=65535)]
StackName = Annotated[str, typer.Option("--stack", help="Name of the deployed stack.")]
OptionalStackName = Annotated[
    str | None, typer.Option("--stack", help="Name of a deployed stack.  [default: none, the local server]")
]
Region = Annotated[str | None, typer.Option(help="AWS region of the stack.  [default: that of your AWS profile]")]
