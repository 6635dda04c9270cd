"""Who changed something, as staff see it."""

from gazette.schemas.base import StrictModel


class Person(StrictModel):
    """A member of staff, or the scheduler."""

    id: str
    name: str
