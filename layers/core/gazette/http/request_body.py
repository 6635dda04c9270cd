"""The body of a request to a function that writes: read here once, as far as any route needs it read.

What comes through is the text of one JSON object that our own answers can repeat: UTF-8 without halves of surrogate
pairs, no constants that JSON does not know, no numbers past all reason. No model has to think of that.
"""

import base64
import binascii
import json
import re
from typing import Any
from urllib.parse import parse_qsl

from gazette.errors import Invalid, Malformed, TooLarge, UnsupportedMediaType, pointer

JSON, MERGE_PATCH, FORM = "application/json", "application/merge-patch+json", "application/x-www-form-urlencoded"

_HALF = re.compile(r"[\ud800-\udfff]")


def normalize_body(
    event: dict[str, Any], max_body: int, media_types: tuple[str, ...], form_lists: tuple[str, ...]
) -> None:
    """Leave the body as plain JSON text in the event. A form becomes the JSON that a client would have sent."""
    body = event.get("body")
    if not body:
        return
    headers = event["headers"]
    media_type = headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if media_type not in media_types:
        raise UnsupportedMediaType(f"This takes {' or '.join(media_types)}.")
    text = _text(body, max_body, encoded=event.get("isBase64Encoded", False))
    if media_type == FORM:
        text = json.dumps(_form_fields(text, form_lists))
    _check_json(text)
    event["body"], event["isBase64Encoded"] = text, False
    # Powertools reads JSON under this name only; a merge patch is JSON (RFC 7396).
    headers["content-type"] = JSON


def _text(body: str, max_body: int, *, encoded: bool) -> str:
    try:
        raw = base64.b64decode(body, validate=True) if encoded else body.encode()
        if len(raw) > max_body:
            raise TooLarge(f"At most {max_body} bytes are taken here.")
        return raw.decode()
    except (binascii.Error, UnicodeError):
        raise Malformed("The body is not UTF-8 text.") from None


def _check_json(text: str) -> None:
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Malformed(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None
    except ValueError:  # Python's limit for the digits of an integer
        raise Malformed("The body has a number with too many digits.") from None
    except RecursionError:
        raise Malformed("The body is nested too deeply.") from None
    if value is not None and not isinstance(value, dict):  # Powertools would take the first member of a list
        raise Invalid.at("#", "This must be a JSON object.")
    if "\\u" in text:  # only an escape can bring half of a surrogate pair, which no answer of ours could repeat
        _check_characters(value)


def _check_characters(value: Any) -> None:
    waiting: list[tuple[Any, tuple[str, ...]]] = [(value, ())]
    while waiting:
        part, path = waiting.pop()
        if isinstance(part, dict):
            waiting += [(name, path) for name in part] + [(part[name], (*path, name)) for name in part]
        elif isinstance(part, list):
            waiting += [(member, (*path, str(at))) for at, member in enumerate(part)]
        elif isinstance(part, str) and _HALF.search(part):
            raise Invalid.at(pointer(*path), "It has half of a surrogate pair, which is no character.")


def _form_fields(text: str, lists: tuple[str, ...]) -> dict[str, Any]:
    """The fields of an urlencoded form. One that is repeated, and not in `lists`, is as wrong as an unknown one. Of a
    list from which nothing was chosen a browser sends nothing: it is empty, and no default takes its place."""
    fields: dict[str, Any] = {name: [] for name in lists}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name in lists:
            fields.setdefault(name, []).append(value)
        elif name in fields:
            raise Invalid.at(pointer(name), "This field is given more than once.")
        else:
            fields[name] = value
    return fields


def _no_constant(name: str) -> None:
    raise Malformed(f"The body is not JSON: {name} is not a JSON value.")
