"""The accent colour of mails: one tone on light grounds, one on dark grounds, both readable."""

from typing import NamedTuple

MIN_CONTRAST = 4.5
"""Of normal text (WCAG 2.2, 1.4.3)."""

_LIGHT_GROUND, _DARK_GROUND = "#f1ede4", "#222424"
"""The grounds of mail.css and base.html with the least contrast: those of the box."""
_STEPS = 100


class Accent(NamedTuple):
    """Colours of links, labels and buttons. `on_light` and `on_dark` are the colours of text on them."""

    light: str
    dark: str
    on_light: str = "#ffffff"
    on_dark: str = "#0b2427"


def parse_accent(text: str) -> Accent:
    """The accent of `#0a6069,#76c7cd`, or of one colour for both grounds.

    A colour that is hard to read on its ground is made darker or lighter until its contrast is `MIN_CONTRAST`.
    """
    light, _, dark = text.partition(",")
    return Accent(_shift(light, "#000000", _LIGHT_GROUND), _shift(dark or light, "#ffffff", _DARK_GROUND))


def compute_contrast(first: str, second: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _shift(color: str, target: str, ground: str) -> str:
    """The colour, or the first mixture of it with the target whose contrast suffices."""
    mixtures = (_mix(color, target, step / _STEPS) for step in range(_STEPS + 1))
    return next(mixture for mixture in mixtures if compute_contrast(mixture, ground) >= MIN_CONTRAST)


def _mix(color: str, target: str, share: float) -> str:
    pairs = zip(_channels(color), _channels(target), strict=True)
    return "#" + "".join(f"{round(own + (other - own) * share):02x}" for own, other in pairs)


def _channels(color: str) -> list[int]:
    return list(bytes.fromhex(color.removeprefix("#")))


def _luminance(color: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
