"""XML that a bank sends, read strictly: no document type, so no entities that would grow without end."""

from __future__ import annotations

from gazette.rates.model import Unusable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn
    from xml.etree.ElementTree import Element


def root(body: bytes) -> Element:
    """The root element, its names with their prefixes as they stand there; `Unusable` where it is no whole XML, or not
    in the encoding that it declares."""
    from xml.etree.ElementTree import TreeBuilder
    from xml.parsers import expat

    builder, parser = TreeBuilder(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise Unusable("the answer is not XML") from None
    element: Element = builder.close()
    return element


def _refuse(*_: object) -> NoReturn:
    raise Unusable("the answer has a document type")
