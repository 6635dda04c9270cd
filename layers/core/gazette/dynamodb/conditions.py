"""Conditions of writes. In an expression `#name` is an attribute and `:name` a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Condition:
    """A condition expression and its values, by name without the colon."""

    expression: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.expression}) AND ({other.expression})", {**self.values, **other.values})

    def __or__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.expression}) OR ({other.expression})", {**self.values, **other.values})


def condition(expression: str, **values: Any) -> Condition:
    """`condition("#until <= :now", now=1766041200)`."""
    return Condition(expression, values)


def if_absent(attribute: str) -> Condition:
    """The item has no such attribute. For an attribute of the key: there is no such item."""
    return Condition(f"attribute_not_exists(#{attribute})")


def if_present(attribute: str) -> Condition:
    return Condition(f"attribute_exists(#{attribute})")


def if_equal(attribute: str, value: Any) -> Condition:
    return Condition(f"#{attribute} = :if_{attribute}", {f"if_{attribute}": value})


def if_version(version: int, attribute: str = "version") -> Condition:
    """Nobody has written the item since this version was read. The version is 0 if there was no item."""
    return if_equal(attribute, version) if version else if_absent(attribute)
