"""XML of strangers."""

import pytest

from gazette.rates.model import Unusable
from gazette.rates.sources.common.xml import parse_xml

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE ValCurs [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(9))
    + b"]><ValCurs>&j;</ValCurs>"
)
FILE = b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname">]><r>&f;</r>'


def test_elements_attributes_and_texts_are_read():
    tree = parse_xml('<?xml version="1.0" encoding="windows-1251"?><r at="x"><n>Юань</n><n/></r>'.encode("cp1251"))
    assert (tree.tag, tree.get("at"), [element.text for element in tree]) == ("r", "x", ["Юань", None])


@pytest.mark.parametrize("body", [BOMB, FILE, b"<!DOCTYPE html><html></html>"])
def test_a_document_type_is_refused_before_anything_is_made_of_it(body):
    with pytest.raises(Unusable, match="document type"):
        parse_xml(body)


@pytest.mark.parametrize(
    "body",
    [b"", b"<r>", b"<r></s>", b"<r>&f;</r>", b"\xff<r/>", b'<?xml version="1.0" encoding="gb2312"?><r/>', b"<r/>x"],
)
def test_what_is_no_whole_xml_is_unusable(body):
    with pytest.raises(Unusable, match="not XML"):
        parse_xml(body)
