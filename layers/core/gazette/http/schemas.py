"""Response bodies about the request itself."""

from gazette.schemas.base import StrictModel


class Me(StrictModel):
    """The member of staff who is signed in."""

    id: str
    name: str
    groups: list[str]
