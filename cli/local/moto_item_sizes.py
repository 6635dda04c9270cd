"""Makes moto count the bytes of an item as DynamoDB does, which takes items of up to 400 KiB.

At the change of an attribute, moto counts its old value beside the new one. So an article could not be published if a
translation of it is long.
"""

from typing import Any

from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models.dynamo_type import LimitedSizeDict

MAX_ITEM = 400 * 1024


def patch_sizes() -> None:
    """Patch moto in this process."""

    def set_attribute(item: Any, name: str, value: Any) -> None:
        others = sum(_count(key, content) for key, content in item.items() if key != name)
        if others + _count(name, value) > MAX_ITEM:
            raise ItemSizeTooLarge
        dict.__setitem__(item, name, value)

    patched: Any = LimitedSizeDict
    patched.__setitem__ = set_attribute


def _count(name: str, value: Any) -> int:
    size: int = value.size()
    is_base64 = value.type == "B" and isinstance(value.value, str)
    return len(name.encode()) + (size * 3 // 4 if is_base64 else size)
