"""Response bodies of the staff routes of pictures."""

from typing import Literal

from gazette.media.model import Focus, Refusal, Status, Texts, Type
from gazette.schemas.base import StrictModel
from gazette.schemas.person import Person


class ImageFile(StrictModel):
    """`url` is absolute."""

    url: str
    width: int
    height: int


class ShareFile(StrictModel):
    url: str
    bytes: int


class ShownImage(StrictModel):
    """The files of a picture: `sources` show all of it, `crops` are 3:2 around `focus`.

    That is another point than the picture's `focus` until the crops are made again.
    """

    focus: Focus
    width: int
    height: int
    placeholder: str
    sources: list[ImageFile]
    crops: list[ImageFile]
    share: ShareFile


class ShownFile(StrictModel):
    """The latest file that was announced. `status` is `ready` if readers see it."""

    name: str
    type: Type
    size: int
    at: str
    status: Status
    refusal: Refusal | None = None


class UploadForm(StrictModel):
    """A form POST (multipart/form-data) with these fields, then `file` as the last one. It begins within 10 minutes."""

    url: str
    fields: dict[str, str]


class Use(StrictModel):
    """An article whose draft or published version shows the picture, or an author who has it.

    Of an author, `id` is the slug, `title` the name in the default language of the site, and `lang` is null.
    """

    kind: Literal["article", "author"] = "article"
    id: str
    lang: str | None
    title: str | None
    status: Literal["draft", "scheduled", "published", "withdrawn", "binned"]


class ShownMedia(Texts):
    """A picture as staff see it. `status` is `ready` if readers can see it; `file` says what became of the latest file,
    and `reason` why that was refused. `uses` is in the response for one picture, and in lists that are asked for it."""

    id: str
    version: int
    status: Status
    reason: str | None
    file: ShownFile
    image: ShownImage | None
    created_at: str
    created_by: Person
    changed_at: str
    changed_by: Person
    uses: list[Use] | None = None


class NewMedia(ShownMedia):
    upload: UploadForm
    """Where to send the file."""


class MediaPage(StrictModel):
    """`next` is the cursor of the next page, or null."""

    items: list[ShownMedia]
    next: str | None
