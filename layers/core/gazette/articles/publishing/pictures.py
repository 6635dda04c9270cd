"""Pictures in the public form of an article: the lead picture, and what a body shows of the others."""

from collections.abc import Iterable, Mapping
from typing import Any

from gazette.articles.body.media_images import BodyImage
from gazette.articles.model import Article, ImageUse
from gazette.articles.pictures import locate_picture
from gazette.errors import Invalid
from gazette.media.model import Focus, Media, Rendition, Renditions, ShareCard
from gazette.media.serializers import describe_files

Pictures = Mapping[str, Media]
"""Pictures with renditions, by id."""

Image = dict[str, Any]

_PATH = "/media/01KCRA7Q00GAZETTE000000000/1-0123456789ab/x500-y500-1600.webp"
_STAND_IN: dict[str, Any] = {
    **{name: {} for name in ("alt", "caption", "credit")},
    "renditions": Renditions(
        upload=1,
        digest="0123456789ab",
        focus=Focus(),
        width=1600,
        height=1067,
        placeholder="data:image/webp;base64," + 160 * "A",
        sources=3 * (Rendition(path=_PATH, width=1600, height=1067),),
        crops=3 * (Rendition(path=_PATH, width=1280, height=853),),
        share=ShareCard(path=_PATH, bytes=150_000),
    ),
}


class PicturesAwaited(Invalid):
    """Pictures of the article wait for their files."""


def check_ready(article: Article, pictures: Pictures) -> None:
    """Raises `Invalid` if one of the article's pictures is missing or has no files that readers could get.

    The error is `PicturesAwaited` if all of these wait for their files, which may arrive soon.
    """
    lacking = _find_lacking(article, pictures)
    if lacking:
        kind = PicturesAwaited if all(map(_is_awaited, lacking.values())) else Invalid
        raise kind.of(_build_errors(article, lacking))


def check_plannable(article: Article, pictures: Pictures) -> None:
    """Raises `Invalid` if one of the article's pictures is missing or was refused. Others may wait for their files."""
    lost = {id: picture for id, picture in _find_lacking(article, pictures).items() if not _is_awaited(picture)}
    if lost:
        raise Invalid.of(_build_errors(article, lost))


def _find_lacking(article: Article, pictures: Pictures) -> dict[str, Media | None]:
    """The article's pictures that readers could not get, None for one that is missing."""
    return {id: pictures.get(id) for id in article.media if id not in pictures or pictures[id].renditions is None}


def _is_awaited(picture: Media | None) -> bool:
    return picture is not None and not picture.upload.refusal


def _build_errors(article: Article, lacking: Mapping[str, Media | None]) -> list[dict[str, str]]:
    return [{"pointer": locate_picture(article, id), "detail": _describe(id, lacking[id])} for id in lacking]


def _describe(id: str, picture: Media | None) -> str:
    if picture is None:
        return f"There is no picture {id} any more."
    if picture.upload.refusal:
        return f"The file of the picture {picture.id} was refused: {picture.upload.refusal.reason}"
    return f"The picture {picture.id} is not ready yet: its file is awaited."


def build_stand_ins(ids: Iterable[str]) -> dict[str, Media]:
    """Pictures with files but without texts, to see how large a draft is whose pictures may not be ready."""
    return {id: Media.model_construct(**_STAND_IN, id=id) for id in ids}


def render_lead(use: ImageUse, picture: Media, lang: str, default_language: str, site: str) -> Image:
    """The public `image` of an article. `site` is the base address of the site."""
    files = _get_files(picture)
    return {
        "alt": _choose(use.alt, picture.alt, lang, default_language) or "",
        "caption": _choose(use.caption, picture.caption, lang, default_language),
        "credit": _choose(use.credit, picture.credit, lang, default_language, *sorted(picture.credit)),
        "width": files.width,
        "height": files.height,
        **describe_files(files, site),
    }


def render_card_image(image: Image | None) -> Image | None:
    """The image of a card, which shows the crops."""
    return image and {name: value for name, value in image.items() if name not in ("sources", "width", "height")}


def build_body_images(pictures: Pictures, lang: str, default_language: str, site: str) -> dict[str, BodyImage]:
    return {
        id: BodyImage(
            sources=tuple((site + file.path, file.width, file.height) for file in _get_files(picture).sources),
            alt=_choose(None, picture.alt, lang, default_language) or "",
            caption=_choose(None, picture.caption, lang, default_language) or "",
            credit=_choose(None, picture.credit, lang, default_language, *sorted(picture.credit)) or "",
        )
        for id, picture in pictures.items()
    }


def _choose(own: str | None, texts: Mapping[str, str], *languages: str) -> str | None:
    """The article's own text, also an empty one; else that of the picture in the first language that it has.

    A credit is a name, and its owner has a right to it: any language is better than none.
    """
    if own is not None:
        return own or None
    return next((texts[lang] for lang in languages if lang in texts), None)


def _get_files(picture: Media) -> Renditions:
    assert picture.renditions is not None  # noqa: S101 (publication refuses pictures that are not ready)
    return picture.renditions
