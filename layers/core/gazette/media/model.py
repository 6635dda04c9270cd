"""A picture as the newsroom keeps it, and the files that are made from an upload."""

from typing import Annotated, Literal

from pydantic import Field

from gazette.schemas.base import StrictModel

Unit = Annotated[float, Field(ge=0, le=1)]


class Focus(StrictModel):
    """The point that every crop keeps: shares of the upright width and height, from the upper left corner."""

    x: Unit = 0.5
    y: Unit = 0.5


class Rendition(StrictModel):
    """One file that is made from an upload. `path` begins with `/media/` and is never reused for other bytes."""

    path: str
    width: int
    height: int


class ShareCard(StrictModel):
    """The JPEG of 1200 × 630 for link previews, mails and feeds. Enclosures of feeds need its size in `bytes`."""

    path: str
    bytes: int


class Renditions(StrictModel):
    """All files of an upload. `width` and `height` are those of the upright picture.

    `sources` show all of it, `crops` are 3:2 around the focus; both from narrow to wide. `placeholder` is a `data:`
    address of a picture of 16 pixels.
    """

    width: int
    height: int
    placeholder: str
    sources: tuple[Rendition, ...]
    crops: tuple[Rendition, ...]
    share: ShareCard


RefusalCode = Literal["type", "damaged", "animated", "pixels", "size", "missing"]
