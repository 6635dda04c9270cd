"""CSV files: what is read, which faults are named by their line, and cells that are formulas."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.csv_files import FileUnreadable, protect, read_rows, unprotect, write_rows


@pytest.fixture
def read(tmp_path):
    def read(content: bytes):
        file = tmp_path / "people.csv"
        file.write_bytes(content)
        return [(row.line, row.cells or row.problem) for row in read_rows(file, "email")]

    return read


ROWS = [
    (2, {"email": "a@example.org", "consent_source": "form, at a fair"}),
    (3, {"email": "b@example.org", "consent_source": ""}),
]


@pytest.mark.parametrize(
    "content",
    [
        b'email,consent_source\r\na@example.org,"form, at a fair"\r\nb@example.org,\r\n',
        b'\xef\xbb\xbfEmail,Consent Source\na@example.org,"form, at a fair"\nb@example.org,',
        b"email;consent-source\na@example.org;form, at a fair\nb@example.org;\n\n",
        b"email\tconsent.source\na@example.org\tform, at a fair\nb@example.org\t\n",
    ],
    ids=["RFC 4180", "byte order mark", "semicolons", "tabs"],
)
def test_the_usual_forms_are_read(read, content):
    assert read(content) == ROWS


def test_a_row_with_quoted_line_breaks_has_the_line_on_which_it_begins(read):
    rows = read(b'email,consent_source\n"a@example.org","one\r\ntwo\nthree ""x"""\nb@example.org,y\n')
    assert rows == [
        (2, {"email": "a@example.org", "consent_source": 'one\r\ntwo\nthree "x"'}),
        (5, {"email": "b@example.org", "consent_source": "y"}),
    ]


def test_every_faulty_row_is_named_and_the_others_are_read(read):
    content = (
        b'email,lang\na@example.org\nb\xff@example.org,en\n"c"@example.org,en\nd@example.org,en\n"e@example.org,en\n'
    )
    rows = dict(read(content))
    assert rows[2] == "1 cells, and the first line has 2"
    assert rows[3] == "not in UTF-8"
    assert rows[4].startswith("no CSV")
    assert rows[5] == {"email": "d@example.org", "lang": "en"}
    assert rows[6].startswith("no CSV")


@pytest.mark.parametrize(
    "content", [b"", b"name,lang\n", "email,lang\n".encode("utf-16"), b"email,email\n", b"\xff\xfeemail\n"]
)
def test_a_file_of_another_kind_is_unreadable(read, content):
    with pytest.raises(FileUnreadable):
        read(content)


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\na ,;\"")))
def test_a_cell_comes_back_as_it_was_and_is_no_formula(cell):
    assert unprotect(protect(cell)) == cell
    assert not protect(cell).startswith(tuple("=+-@\t\r\n"))


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2)
    )
)
def test_a_written_file_is_csv(rows):
    file = io.StringIO(newline="")
    write_rows(file, rows)
    read = list(csv.reader(io.StringIO(file.getvalue(), newline=""), strict=True))
    assert [[unprotect(cell) for cell in row] for row in read] == rows
