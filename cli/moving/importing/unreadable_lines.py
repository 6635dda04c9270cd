"""Lines of a file that are no records: what is wrong with them, and what they may have defined."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from cli.moving.problems import describe_error
from gazette.errors import GazetteError


def describe_unreadable(text: bytes, error: ValidationError | GazetteError) -> list[str]:
    """The errors of a line, a sentence each."""
    if not text.strip():
        return ["it is empty"]
    if isinstance(error, ValidationError):
        [first, *_] = error.errors(include_url=False, include_input=False)
        if first["type"] == "json_invalid":
            return [first["msg"].replace("Invalid JSON", "it is no JSON")]
    return describe_error(error)


def guess_names(text: bytes) -> list[str] | None:
    """Ids and names under which others may name what the line was to define; None if nobody can say."""
    try:
        record = json.loads(text)
    except ValueError:  # no failure: it is noted as an error of the line
        return None
    if not isinstance(record, dict):
        return None
    names = [record.get("id"), f"{record.get('kind')}/{record.get('slug')}"]
    names += [_get_id(record.get(member)) for member in ("picture", "article", "withdrawn")]
    return [name for name in names if isinstance(name, str)]


def _get_id(member: Any) -> Any:
    return member.get("id") if isinstance(member, dict) else None
