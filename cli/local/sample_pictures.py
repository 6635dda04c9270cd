"""Pictures of the sample content: landscapes in flat colours, drawn from a seed, so that no file is downloaded."""

import io
import math
import random
from datetime import datetime

from PIL import Image, ImageDraw, ImageFilter
from ulid import ULID

from gazette.aws.clients import client
from gazette.aws.distribution import Distribution
from gazette.jobs.repository import JobRepository
from gazette.media import lifecycle
from gazette.media.files import MediaFiles, build_original_key
from gazette.media.intake.processing import MediaProcessing
from gazette.media.repository import MediaRepository
from gazette.media.requests import MediaRequest
from gazette.schemas.person import Person
from gazette.settings import Settings

SIZE = (960, 640)
"""Small, because the first start waits for all of them."""
Color = tuple[int, int, int]

_PALETTES: tuple[tuple[Color, Color, Color, Color], ...] = (
    # sky above, sky below, far hills, near hills
    ((34, 60, 110), (240, 170, 120), (110, 84, 120), (36, 40, 66)),
    ((120, 180, 220), (235, 240, 230), (120, 160, 130), (46, 92, 70)),
    ((250, 190, 140), (255, 235, 200), (200, 130, 100), (110, 60, 60)),
    ((20, 30, 60), (70, 100, 150), (40, 60, 100), (14, 20, 40)),
    ((160, 200, 210), (250, 245, 235), (150, 170, 180), (70, 90, 110)),
)

TEXTS = {
    "alt": {
        "en": "Drawing: hills under a low sun",
        "ru": "Рисунок: холмы под низким солнцем",
        "uz": "Rasm: past quyosh ostidagi adirlar",
        "uz-Cyrl": "Расм: паст қуёш остидаги адирлар",
    },
    "credit": {
        "en": "Drawing: sample content",
        "ru": "Рисунок: пример",
        "uz": "Rasm: namuna",
        "uz-Cyrl": "Расм: намуна",
    },
}


def make_picture(settings: Settings, seed: str, at: datetime) -> str:
    """Draw a picture, send it, and make its files. Returns its id."""
    content = draw_landscape(seed)
    texts = {
        name: {lang: text for lang, text in by_lang.items() if lang in settings.languages}
        for name, by_lang in TEXTS.items()
    }
    request = MediaRequest.model_validate(
        {"name": f"{seed.lower().replace(' ', '-')}.jpg", "type": "image/jpeg", "size": len(content), **texts}
    )
    repository = MediaRepository(client("dynamodb"), settings.table("media"))
    person = Person(id="00000000-0000-4000-8000-000000000000", name="Sample content")
    picture = lifecycle.create(request, id=str(ULID.from_datetime(at)), by=person, at=at)
    repository.save(None, picture)
    bucket, s3 = settings.require("MEDIA_BUCKET"), client("s3")
    s3.put_object(Bucket=bucket, Key=build_original_key(picture.id, 1), Body=content, ContentType="image/jpeg")
    jobs = JobRepository(settings.table("jobs"), client("dynamodb"))
    MediaProcessing(repository, MediaFiles(bucket, s3), jobs, Distribution(settings), clock=lambda: at).process(
        picture.id
    )
    return picture.id


def draw_landscape(seed: str) -> bytes:
    """A JPEG: a sky, a sun, and hills behind one another."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    above, below, far, near = chance.choice(_PALETTES)
    image = _draw_sky(above, below)
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    x, y, radius = chance.randrange(140, width - 140), chance.randrange(110, 280), chance.randrange(34, 74)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_mix(below, (255, 255, 255), 0.5))
    layers = 5
    for layer in range(layers):
        share = layer / (layers - 1)
        base, swing = height * (0.45 + 0.12 * layer), 60 - 7 * layer
        draw.polygon(_draw_ridge(chance, base, swing), fill=_mix(far, near, share))
    out = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.8)).save(out, "JPEG", quality=88)
    return out.getvalue()


def _draw_sky(above: Color, below: Color) -> Image.Image:
    column = Image.new("RGB", (1, SIZE[1]))
    column.putdata([_mix(above, below, min(1.0, row / (0.7 * SIZE[1]))) for row in range(SIZE[1])])
    return column.resize(SIZE)


def _draw_ridge(chance: random.Random, base: float, swing: float) -> list[tuple[float, float]]:
    """The outline of a row of hills: three waves of different lengths, closed at the lower edge."""
    width, height = SIZE
    waves = [(chance.uniform(0, math.tau), chance.uniform(0.003, 0.018), swing / (n + 1)) for n in range(3)]
    top = [
        (float(x), base + sum(size * math.sin(phase + x * length) for phase, length, size in waves))
        for x in range(0, width + 8, 8)
    ]
    return [*top, (float(width), float(height)), (0.0, float(height))]


def _mix(one: Color, other: Color, share: float) -> Color:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
