"""Lists without repetitions."""

from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Item = TypeVar("Item")


def refuse_repetitions(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items. Raises an error at each place whose item is already at an earlier one."""
    repeated = PydanticCustomError("repeated", "This is given twice.")
    errors = [
        InitErrorDetails(type=repeated, loc=(place,), input=item)
        for place, item in enumerate(items)
        if item in items[:place]
    ]
    if errors:  # pydantic adds the places to that of the list
        raise ValidationError.from_exception_data("repetitions", errors)
    return items
