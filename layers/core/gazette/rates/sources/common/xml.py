"""Strict parser for the XML of banks: no document type, hence no entities that expand without limit."""

from __future__ import annotations

from gazette.rates.model import Unusable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn
    from xml.etree.ElementTree import Element


def parse_xml(body: bytes) -> Element:
    """The root element; names keep their namespace prefixes.

    Raises `Unusable` for anything that is not well-formed XML in the encoding that it declares.
    """
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
