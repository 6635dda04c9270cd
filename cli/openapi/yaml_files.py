"""Reads the YAML files beside this module: parts of the document that are data."""

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


def load_yaml(name: str) -> Any:
    """The content of a file such as `examples` or `routes/rates`."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text())


EXAMPLES: dict[str, dict[str, Any]] = load_yaml("examples")
