"""Which pictures a draft has, and where."""

from gazette.articles.body.media_images import list_body_media
from gazette.articles.body.renderer import render_body
from gazette.articles.model import Draft

MAX_PICTURES = 40
"""Pictures of an article. A publication reads them in one batch of at most 100 items, with 35 names."""


def list_media(draft: Draft) -> tuple[str, ...]:
    """Ids of the pictures in a draft, the lead picture first. Raises `Invalid` for a body that cannot be rendered."""
    return tuple(dict.fromkeys(id for _, id in list_picture_places(draft)))


def list_picture_places(draft: Draft) -> list[tuple[str, str]]:
    """(pointer, id) of each picture, the lead picture first. Raises `Invalid` as `list_media`."""
    lead = [("#/image/media", draft.image.media)] if draft.image else []
    body = list_body_media(render_body(draft.body, draft.format)) if draft.body else ()
    return [*lead, *(("#/body", id) for id in body)]


def locate_picture(draft: Draft, id: str) -> str:
    """The pointer to a picture of a draft."""
    return "#/image/media" if draft.image and draft.image.media == id else "#/body"
