"""A picture of the newsroom: its latest upload, the files that readers see, and its texts in each language."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictFloat, computed_field

from gazette.schemas.base import StrictModel
from gazette.schemas.person import Person
from gazette.text import LINE, normalize_line

MAX_BYTES = 25 * 1024 * 1024
"""Bytes of an upload."""

Type = Literal["image/jpeg", "image/png", "image/webp", "image/avif", "image/gif"]

_LINE = {"pattern": LINE}
Line200 = Annotated[str, BeforeValidator(normalize_line), Field(min_length=1, max_length=200, json_schema_extra=_LINE)]
Line500 = Annotated[str, BeforeValidator(normalize_line), Field(min_length=1, max_length=500, json_schema_extra=_LINE)]
Line1000 = Annotated[
    str, BeforeValidator(normalize_line), Field(min_length=1, max_length=1000, json_schema_extra=_LINE)
]
Lang = Annotated[str, Field(max_length=35)]

Status = Literal["waiting", "ready", "refused"]
RefusalCode = Literal["type", "damaged", "animated", "pixels", "missing", "failed"]


class Focus(StrictModel):
    """The point that every crop keeps: shares of the upright width and height, from the upper left corner."""

    x: Annotated[StrictFloat, Field(ge=0, le=1)] = 0.5
    y: Annotated[StrictFloat, Field(ge=0, le=1)] = 0.5


class Rendition(StrictModel):
    """One file that is made from an upload. No other bytes ever get the same path, which begins with `/media/`."""

    path: str
    width: int
    height: int


class ShareCard(StrictModel):
    """The JPEG of 1200 × 630 for link previews, mails and feeds. Enclosures of feeds need its size in `bytes`."""

    path: str
    bytes: int


class Renditions(StrictModel):
    """All files of an upload.

    `upload` is its number, `digest` that of its content, `focus` the point of the crops, `width` and `height` the size
    of the upright picture. `sources` show all of it, `crops` are 3:2; both from narrow to wide. `placeholder` is a
    `data:` address of a picture of 16 pixels.
    """

    upload: int
    digest: str
    focus: Focus
    width: int
    height: int
    placeholder: str
    sources: tuple[Rendition, ...]
    crops: tuple[Rendition, ...]
    share: ShareCard

    @property
    def name(self) -> str:
        """Name of the accepted file, and of the folder of its renditions."""
        return f"{self.upload}-{self.digest}"


class Refusal(StrictModel):
    """Why an upload is not shown: `code` for programs, `reason` for editors."""

    code: RefusalCode
    reason: str


class Upload(StrictModel):
    """A file that staff announced. `number` counts the uploads of one picture; `status` is `ready` once it is shown."""

    number: int
    name: str
    type: Type
    size: int
    at: str
    status: Status = "waiting"
    refusal: Refusal | None = None


class Texts(StrictModel):
    """What editors write about a picture, each by language. `rights` is for staff only."""

    alt: dict[Lang, Line500] = Field(default_factory=dict)
    caption: dict[Lang, Line1000] = Field(default_factory=dict)
    credit: dict[Lang, Line500] = Field(default_factory=dict)
    rights: dict[Lang, Line1000] = Field(default_factory=dict)
    focus: Focus = Focus()


class Media(Texts):
    """A picture as it is stored. Times are RFC 3339 texts in UTC.

    `version` counts the changes of staff. `revision` counts all writes, also those of MediaIntake. `upload` is the
    latest upload, `renditions` are the files of the last one that was accepted. `attempts` counts the runs of
    MediaIntake since the work arose that did not end. Until `closed_until` no article can begin to show the picture,
    because somebody deletes it.
    """

    id: str
    version: int
    revision: int
    upload: Upload
    renditions: Renditions | None = None
    attempts: int = 0
    due_at: str | None = None
    closed_until: str | None = None
    created_at: str
    created_by: Person
    changed_at: str
    changed_by: Person

    @computed_field  # type: ignore[prop-decorator]
    @property
    def status(self) -> Status:
        return "ready" if self.renditions else self.upload.status

    @property
    def has_work(self) -> bool:
        """Whether MediaIntake has to make files."""
        stale = self.renditions is not None and self.renditions.focus != self.focus
        return self.upload.status == "waiting" or stale
