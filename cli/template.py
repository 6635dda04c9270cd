"""`gazette template`: the template as CloudFormation gets it, for tools that cannot carry out SAM's transformation."""

import json

import typer

from cli.local.stack import Stack


def template() -> None:
    """Print template.yaml after SAM's transformation, as JSON (a cycle of resources shows only there)."""
    typer.echo(json.dumps(Stack().template, indent=1))
