"""Sizes of renditions: they never enlarge a picture, except the card for link previews, which has one size."""

SOURCE_WIDTHS = (480, 960, 1600)
CROP_WIDTHS = (320, 640, 1280)
CROP_RATIO = 3 / 2
SHARE_SIZE = (1200, 630)
WIDEST = SOURCE_WIDTHS[-1]

Size = tuple[int, int]


def choose_working_size(size: Size) -> Size:
    """The smallest size from which every rendition can be made without loss.

    A panorama stays wider than its widest rendition, because its crops take their width from its height.
    """
    width, height = size
    crop_width, _ = fit_ratio(size)
    scale = max(WIDEST / width, CROP_WIDTHS[-1] / crop_width, SHARE_SIZE[1] / height)
    return size if scale >= 1 else (max(1, round(width * scale)), max(1, round(height * scale)))


def choose_widths(widths: tuple[int, ...], limit: int) -> list[int]:
    """The widths up to `limit`, and `limit` itself where a width is above it; from narrow to wide."""
    return sorted({min(width, limit) for width in widths})


def scale_to_width(size: Size, width: int) -> Size:
    return width, max(1, round(size[1] * width / size[0]))


def fit_ratio(size: Size) -> Size:
    """The largest part of a picture in the ratio of crops."""
    width, height = size
    return min(width, max(1, round(height * CROP_RATIO))), min(height, max(1, round(width / CROP_RATIO)))
