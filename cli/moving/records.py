"""The records of an export, one on a line: JSON objects with a `type`.

    header      first line: version of the format, site, languages
    picture     a picture and its files, which are below `files/`
    use         an article or author that may show a picture
    term        a category, tag or author
    sitemap     a month of a language in which something was published
    article     an article; its `revision` records follow, the oldest first
    address     a former slug, a released slug, or what a withdrawal has left at an address
    redirect    a path of a former site, and the article to which it leads
    story       the number of changes of a story's list of translations
    front       the pinned articles of a language
    change      an entry of the feed of changes
    end         last line: the number of records before it

Nothing in a record is rendered: an import renders the articles from their revisions.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from cli.moving.field_types import MONTH, Address, Id, Lang, Moment, Note, Position, Time, Version, WriteId
from gazette.articles.kinds import Kind
from gazette.articles.model import Article
from gazette.articles.public.redirects import MAX_PATH
from gazette.encoding import compact_json
from gazette.media.model import Media
from gazette.schemas.base import StrictModel
from gazette.schemas.person import Person
from gazette.taxonomy.model import Kind as TermKind
from gazette.taxonomy.model import Names, Order, Slug, Texts
from gazette.text import MAX_SLUG

FORMAT = 1
"""Version of the format. It is raised if an older version of the command would read a file wrongly."""

FILE_NAME = "gazette.ndjson"


class Header(StrictModel):
    type: Literal["header"] = "header"
    format: int
    gazette: str
    """The version of the command that wrote the file."""
    site: str
    languages: tuple[Lang, ...]
    exported_at: Time


class File(StrictModel):
    """An object of the media bucket, stored as `files/<path>`. `sha256` is hexadecimal."""

    path: Annotated[str, Field(max_length=300)]
    size: Annotated[int, Field(ge=0, le=100_000_000)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PictureRecord(StrictModel):
    type: Literal["picture"] = "picture"
    write_id: WriteId | None = None
    files: tuple[File, ...] = ()
    picture: Media

    @property
    def id(self) -> str:
        return self.picture.id


class UseRecord(StrictModel):
    """`by` is the id of an article, or `author/<slug>`."""

    type: Literal["use"] = "use"
    picture: Id
    by: Annotated[str, Field(pattern=r"^([0-9][0-9A-Za-z]{0,25}|author/[a-z0-9]+(-[a-z0-9]+)*)$", max_length=130)]


class TermRecord(StrictModel):
    """What readers see of an author's picture, and the texts under which a tag is found, follow from the rest."""

    type: Literal["term"] = "term"
    kind: TermKind
    slug: Slug
    names: Names
    order: Order = 0
    text: Texts = Field(default_factory=dict)
    picture: Id | None = None
    unpublished: bool = False
    merged: Annotated[tuple[Slug, ...], Field(max_length=50)] = ()
    merged_into: Slug | None = None
    version: Version
    changed_at: Time | None = None
    changed_by: Person | None = None
    write_id: WriteId | None = None


class SitemapRecord(StrictModel):
    type: Literal["sitemap"] = "sitemap"
    lang: Lang
    month: Annotated[str, Field(pattern=MONTH)]


class Public(StrictModel):
    """What a published article has beside its text.

    `rendered_at` is the time of its present form. Until `redirects_from` its former addresses show the article itself.
    `related` are the positions of its related stories, `alert` that of its last publication.
    """

    rendered_at: Time
    redirects_from: Time | None = None
    related: Annotated[tuple[Position, ...], Field(max_length=20)] = ()
    alert: bool | None = None


class ArticleRecord(StrictModel):
    """`revisions` is the number of the records that follow. `current` has the members of the present article that are
    others than in its last revision, null for those that it lacks. `public` is null unless readers see the article."""

    type: Literal["article"] = "article"
    id: Id
    version: Version
    revisions: Annotated[int, Field(ge=1)]
    current: dict[str, Any] = Field(default_factory=dict)
    public: Public | None = None


class RevisionRecord(StrictModel):
    """A version of an article. `changed` are the names of the members that it changed."""

    type: Literal["revision"] = "revision"
    action: Annotated[str, Field(min_length=1, max_length=50)]
    changed: Annotated[tuple[Annotated[str, Field(max_length=50)], ...], Field(max_length=100)] = ()
    write_id: WriteId
    article: Article


class Gone(StrictModel):
    """A withdrawal: its time, its public note, and the id of the article that readers are sent to."""

    at: Time
    note: Note | None = None
    successor: Id | None = None


class Withdrawn(StrictModel):
    """The article that was withdrawn. `slug` is its last one, `version` that of the withdrawal. `kind` is absent in
    those of earlier versions of Gazette."""

    id: Id
    kind: Kind | None = None
    lang: Lang
    slug: Annotated[str, Field(max_length=MAX_SLUG)]
    version: Version
    redirects_from: Time | None = None
    silent: bool | None = None
    gone: Gone


class AddressRecord(StrictModel):
    """One of: the id of the article that has moved from here, a withdrawn article, the time at which the slug was
    released."""

    type: Literal["address"] = "address"
    address: Address
    moved_to: Id | None = None
    withdrawn: Withdrawn | None = None
    released_at: Time | None = None


class RedirectRecord(StrictModel):
    type: Literal["redirect"] = "redirect"
    path: Annotated[str, Field(pattern="^/", max_length=MAX_PATH)]
    article: Id


class StoryRecord(StrictModel):
    type: Literal["story"] = "story"
    id: Id
    version: Version


class Pinned(StrictModel):
    article: Id
    breaking_until: Time | None = None


class FrontRecord(StrictModel):
    type: Literal["front"] = "front"
    lang: Lang
    version: Version
    changed_at: Time
    changed_by: Person
    write_id: WriteId
    pins: Annotated[tuple[Pinned, ...], Field(max_length=10)] = ()


class ChangeRecord(StrictModel):
    """`kind` is absent in entries of earlier versions. `expires_at` is in seconds since 1970."""

    type: Literal["change"] = "change"
    lang: Lang
    id: Id
    at: Moment
    change: Literal["published", "updated", "withdrawn"]
    version: Version
    kind: Kind | None = None
    expires_at: Annotated[int, Field(ge=0, le=100_000_000_000)]


class End(StrictModel):
    type: Literal["end"] = "end"
    records: int


Record = (
    PictureRecord
    | UseRecord
    | TermRecord
    | SitemapRecord
    | ArticleRecord
    | RevisionRecord
    | AddressRecord
    | RedirectRecord
    | StoryRecord
    | FrontRecord
    | ChangeRecord
)
AnyRecord = Header | Record | End

_ADAPTER: TypeAdapter[AnyRecord] = TypeAdapter(Annotated[AnyRecord, Field(discriminator="type")])

COMPUTED = {name: set(model.model_computed_fields) for name, model in (("article", Article), ("picture", Media))}
"""Members that follow from others. They are not in records."""


def parse_record(line: bytes) -> AnyRecord:
    """Raises pydantic's ValidationError, and errors of Gazette for a text that is too long."""
    return _ADAPTER.validate_json(line, strict=True)


def format_record(record: AnyRecord) -> bytes:
    """The line of a record, with its line feed. Members that are None are left out."""
    members = record.model_dump(exclude_none=True, exclude=COMPUTED)
    if isinstance(record, ArticleRecord):
        members["current"] = record.current  # a null says that the article lacks the member
        if not record.current:
            del members["current"]
    return f"{compact_json({'type': members.pop('type'), **members})}\n".encode()


def dump_article(article: Article) -> dict[str, Any]:
    """The members of an article that are stored, as JSON has them."""
    return article.model_dump(mode="json", exclude=COMPUTED["article"], exclude_none=True)


def describe_differences(article: Article, revision: Article) -> dict[str, Any]:
    """`ArticleRecord.current` of an article, from its last revision."""
    present, before = dump_article(article), dump_article(revision)
    return {
        name: present.get(name) for name in dict.fromkeys([*before, *present]) if present.get(name) != before.get(name)
    }


def apply_differences(revision: Article, differences: Mapping[str, Any]) -> Article:
    """The present article. Raises ValidationError."""
    if not differences:
        return revision
    members = {**dump_article(revision), **differences}
    text = compact_json({name: value for name, value in members.items() if value is not None})
    return Article.model_validate_json(text, strict=True)
