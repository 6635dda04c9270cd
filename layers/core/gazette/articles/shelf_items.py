"""Articles on the shelf, with what their lists show beside them: picture, translations, unsaved text."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from gazette.articles.drafts.autosaves import AutosaveRepository
from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.model import ImageUse, Summary
from gazette.articles.schemas import ShelfImage, ShelfItem, Thumbnail
from gazette.media.model import Media
from gazette.media.repository import MediaRepository


class ShelfItems:
    def __init__(
        self,
        drafts: DraftRepository,
        autosaves: AutosaveRepository,
        media: MediaRepository,
        languages: Sequence[str],
    ) -> None:
        self._drafts, self._autosaves, self._media, self._languages = drafts, autosaves, media, languages

    def show(self, summaries: Sequence[Summary], site: str, *, owner: str | None, at: datetime) -> list[ShelfItem]:
        """The articles (at most 100) as their lists show them. `site` is the base address of the site; with an `owner`,
        only translations that this person may see."""
        ids = [summary.id for summary in summaries]
        notes = self._autosaves.find_notes(ids, at)
        translations = self._drafts.find_translations(summaries, self._languages, owner=owner)
        pictures = self._media.find(list(dict.fromkeys(one.image.media for one in summaries if one.image)))
        return [
            ShelfItem.model_construct(
                **{
                    **dict(summary),
                    "image": summary.image and _show_image(summary.image, pictures, site),
                    "translations": translations[summary.id],
                    "autosaves": notes[summary.id],
                }
            )
            for summary in summaries
        ]


def _show_image(use: ImageUse, pictures: Mapping[str, Media], site: str) -> ShelfImage:
    files = pictures[use.media].renditions if use.media in pictures else None
    smallest = min(files.crops, key=lambda file: file.width) if files else None
    thumbnail = smallest and Thumbnail(url=site + smallest.path, width=smallest.width, height=smallest.height)
    return ShelfImage(**dict(use), thumbnail=thumbnail)
