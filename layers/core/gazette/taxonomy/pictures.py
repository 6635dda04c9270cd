"""Pictures of authors. Readers see the crops, which are stored with the author.

The row `use/author/<slug>` is put before the author is stored, so that a picture in use cannot be deleted. A change of
the picture opens a job that renders its articles again, and its authors too.
"""

from collections.abc import Callable
from datetime import datetime

from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import Write
from gazette.encoding import compact_json
from gazette.errors import Invalid
from gazette.media.errors import MediaNotFound
from gazette.media.items import AUTHOR_USE
from gazette.media.model import Media
from gazette.media.repository import MediaRepository
from gazette.media.serializers import describe_files
from gazette.taxonomy.model import Term
from gazette.taxonomy.repository import TaxonomyRepository, TermChanged


class AuthorPictures:
    """`load_site` returns the base address of the site. It is called only if there is a picture."""

    def __init__(self, repository: TaxonomyRepository, media: MediaRepository, load_site: Callable[[], str]) -> None:
        self._repository, self._media, self._load_site = repository, media, load_site

    def show(self, author: Term, at: datetime) -> tuple[Term, list[Write]]:
        """The author with the present form of the picture, and the check that the picture stays so until the commit.

        Raises `Invalid` for a picture that is missing, that somebody deletes, or that is not ready. The check is
        refused with `TermChanged`.
        """
        if author.picture is None:
            return author.model_copy(update={"image": None}), []
        try:
            self._media.add_use(author.picture, f"{AUTHOR_USE}{author.slug}", at)
            picture = self._media.get(author.picture)
        except MediaNotFound:
            raise Invalid.at("#/picture", f"There is no picture {author.picture}.") from None
        if picture.renditions is None:
            raise Invalid.at("#/picture", f"The picture {author.picture} is not ready.")
        image = render_image(picture, self._load_site())
        unchanged = self._media.check_unchanged(picture, refusal=lambda stored: TermChanged())
        return author.model_copy(update={"image": image}), [unchanged]

    def refresh(self, slug: str, at: datetime) -> bool:
        """Store the present form of an author's picture. Returns whether it is another one. The version stays."""

        def attempt() -> bool:
            author = self._repository.find([("author", slug)]).get(("author", slug))
            if author is None or author.picture is None:
                return False
            after, checks = self.show(author, at)
            if after != author:
                self._repository.save(author, after, also=checks)
            return after != author

        return retry(attempt, TermChanged)


def render_image(picture: Media, site: str) -> str:
    """What readers see of a picture, as JSON: texts by language, and crops with absolute addresses."""
    files = picture.renditions
    assert files is not None  # noqa: S101 (it is ready)
    described = describe_files(files, site)
    del described["sources"]
    return compact_json({"alt": picture.alt, "caption": picture.caption, "credit": picture.credit, **described})
