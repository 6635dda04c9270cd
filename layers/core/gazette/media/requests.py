"""Request bodies of the staff routes of pictures."""

from typing import Annotated

from pydantic import Field, StrictInt

from gazette.media.model import MAX_BYTES, Focus, Lang, Line200, Line500, Line1000, Texts, Type
from gazette.schemas.base import StrictModel


class FileRequest(StrictModel):
    """The file that will be sent. The form for it accepts this type and this size in bytes only."""

    name: Line200
    type: Type
    size: Annotated[StrictInt, Field(ge=1, le=MAX_BYTES)]


class MediaRequest(FileRequest, Texts):
    """A new picture, with what is known about it already."""


class MediaChanges(StrictModel):
    """A JSON merge patch (RFC 7396): absent members and languages stay, null clears."""

    alt: dict[Lang, Line500 | None] | None = None
    caption: dict[Lang, Line1000 | None] | None = None
    credit: dict[Lang, Line500 | None] | None = None
    rights: dict[Lang, Line1000 | None] | None = None
    focus: Focus | None = None
