"""A video or post of another site, as its address names it. Nothing is asked of that site."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Provider = Literal["youtube", "vimeo", "telegram", "x", "instagram", "tiktok", "facebook"]


@dataclass(frozen=True)
class Embed:
    """`link` is the address for readers, `frame` that of the provider's player, if it has one without scripts of ours.

    `id` is None for a short address: only the provider knows which video or post it leads to. All parts consist of
    letters, digits and marks that have no meaning in HTML, apart from `&` in addresses.
    """

    provider: Provider
    link: str
    id: str | None = None
    frame: str | None = None


Query = Mapping[str, str]
"""Parameters of an address, by name. Of a repeated one it has the first value."""

Reader = Callable[[str, Query], Embed | None]
"""Reads the path and the parameters of an address. None for an address that names no video or post."""
