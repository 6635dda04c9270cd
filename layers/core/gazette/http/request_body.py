"""Request bodies of functions that write: decoded, limited in size, and checked to be one JSON object.

Routes get text that a response can repeat: UTF-8 without lone surrogates, without constants that are not JSON, and
without numbers of more digits than Python reads.
"""

import base64
import binascii
import json
import re
from typing import Any
from urllib.parse import parse_qsl

from gazette.errors import Invalid, Malformed, TooLarge, UnsupportedMediaType, pointer

JSON, MERGE_PATCH, FORM = "application/json", "application/merge-patch+json", "application/x-www-form-urlencoded"

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def normalize_body(
    event: dict[str, Any], max_body: int, media_types: tuple[str, ...], form_lists: tuple[str, ...]
) -> None:
    """Replace the body of the event with plain JSON text; an urlencoded form becomes a JSON object of its fields.

    Raises `UnsupportedMediaType`, `TooLarge`, `Malformed` (no UTF-8, no JSON), `Invalid` (no object, lone surrogates).
    """
    body = event.get("body")
    if not body:
        return
    headers = event["headers"]
    media_type = headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if media_type not in media_types:
        raise UnsupportedMediaType(f"This takes {' or '.join(media_types)}.")
    text = _decode(body, max_body, is_base64=event.get("isBase64Encoded", False))
    if media_type == FORM:
        text = json.dumps(_parse_form(text, form_lists))
    _check_json(text)
    event["body"], event["isBase64Encoded"] = text, False
    # Powertools parses JSON only under this media type; a merge patch is JSON too (RFC 7396).
    headers["content-type"] = JSON


def _decode(body: str, max_body: int, *, is_base64: bool) -> str:
    try:
        content = base64.b64decode(body, validate=True) if is_base64 else body.encode()
        if len(content) > max_body:
            raise TooLarge(f"At most {max_body} bytes are taken here.")
        return content.decode()
    except (binascii.Error, UnicodeError):
        raise Malformed("The body is not UTF-8 text.") from None


def _check_json(text: str) -> None:
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Malformed(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from None
    except ValueError:  # Python's limit for the digits of an integer
        raise Malformed("The body has a number with too many digits.") from None
    except RecursionError:
        raise Malformed("The body is nested too deeply.") from None
    if value is not None and not isinstance(value, dict):  # Powertools would take the first member of a list
        raise Invalid.at("#", "This must be a JSON object.")
    if "\\u" in text:  # only an escape can bring a lone surrogate, which no response can encode
        _check_surrogates(value)


def _check_surrogates(value: Any) -> None:
    pending: list[tuple[Any, tuple[str, ...]]] = [(value, ())]
    while pending:
        node, path = pending.pop()
        if isinstance(node, dict):
            pending += [(name, path) for name in node] + [(node[name], (*path, name)) for name in node]
        elif isinstance(node, list):
            pending += [(member, (*path, str(index))) for index, member in enumerate(node)]
        elif isinstance(node, str) and _SURROGATE.search(node):
            raise Invalid.at(pointer(*path), "It has half of a surrogate pair, which is no character.")


def _parse_form(text: str, lists: tuple[str, ...]) -> dict[str, Any]:
    """Fields of an urlencoded form. Only fields in `lists` may be repeated. Each of them becomes a list.

    A browser sends nothing for a list without a choice. That is an empty list and not the field's default.
    """
    fields: dict[str, Any] = {name: [] for name in lists}
    for name, value in parse_qsl(text, keep_blank_values=True):
        if name in lists:
            fields[name].append(value)
        elif name in fields:
            raise Invalid.at(pointer(name), "This field is given more than once.")
        else:
            fields[name] = value
    return fields


def _refuse_constant(name: str) -> None:
    raise Malformed(f"The body is not JSON: {name} is not a JSON value.")
