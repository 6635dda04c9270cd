"""Makes moto's answers fast: writes the members that an attribute value has, instead of looking for all ten.

moto looks for each member of an `AttributeValue` (`S`, `N`, `L` and so on) under several names, which takes a third of
the time of a request. An item has a dictionary with one member for each attribute, under exactly that name.
"""

from __future__ import annotations

from typing import Any

from moto.core.model import StructureShape
from moto.core.serialize import BaseJSONSerializer


def patch_serialization() -> None:
    """Patch moto in this process. The answers stay the same."""
    if getattr(BaseJSONSerializer, "_original", None):
        return
    original = BaseJSONSerializer._serialize_type_structure

    def serialize(serializer: Any, serialized: dict[str, Any], value: Any, shape: StructureShape, key: str) -> None:
        if shape.name != "AttributeValue" or type(value) is not dict:
            original(serializer, serialized, value, shape, key)
            return
        members: dict[str, Any] = {}
        for name, content in value.items():
            serializer._serialize(members, content, shape.members[name], name)
        serializer._default_serialize(serialized, members, shape, key)

    patched: Any = BaseJSONSerializer
    patched._original, patched._serialize_type_structure = original, serialize
