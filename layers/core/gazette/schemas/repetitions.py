"""Lists without repetitions."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Item = TypeVar("Item")


def refuse_repetitions(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items. Raises an error at each place whose item is already at an earlier one."""
    raise_repetitions(find_repetitions(items))
    return items


def find_repetitions(items: Sequence[object], *place: str) -> list[InitErrorDetails]:
    """Errors for the items that are already at an earlier place. None is no item. `place` is that of the list."""
    repeated = PydanticCustomError("repeated", "This is given twice.")
    return [
        InitErrorDetails(type=repeated, loc=(*place, number), input=item)
        for number, item in enumerate(items)
        if item is not None and item in items[:number]
    ]


def raise_repetitions(errors: list[InitErrorDetails]) -> None:
    """Raises the errors, if there are any. Pydantic adds their places to that of the validator."""
    if errors:
        raise ValidationError.from_exception_data("repetitions", errors)
