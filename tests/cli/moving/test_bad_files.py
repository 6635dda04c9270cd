"""Files that somebody has cut, changed or made to do harm: every error has its line, and nothing is written."""

import hashlib
import json
import re
import shutil

import pytest

from cli.moving.importing.file_header import NoExport
from cli.moving.problems import Problems
from cli.moving.records import FORMAT
from tests.support.moving import empty_stack, read_files, read_tables


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The export of the small site, once for all tests of this file."""
    return tmp_path_factory.mktemp("export")


@pytest.fixture
def lines(prepared, moving, request):
    """The lines of the export, to be edited; the stack is empty."""
    if not any(prepared.iterdir()):
        request.getfixturevalue("small_site")
        moving.export()
        shutil.copytree(moving.folder, prepared, dirs_exist_ok=True)
    shutil.copytree(prepared, moving.folder, dirs_exist_ok=True)
    empty_stack(moving.stack.s3, moving.stack.bucket)
    return moving.file.read_bytes().splitlines(keepends=True)


@pytest.fixture
def check(lines, moving, tables):
    """Imports lines, which must fail and write nothing. Returns the errors."""

    def check(lines):
        moving.file.write_bytes(b"".join(lines))
        assert moving.run() == {}
        assert not any(read_tables(tables).values())
        assert read_files(moving.stack.s3, moving.stack.bucket) == {}
        return moving.errors

    return check


def find(lines, type, nth=0):
    """Number (from 0) and record of the n-th line of a type."""
    found = [(number, json.loads(line)) for number, line in enumerate(lines) if json.loads(line)["type"] == type]
    return found[nth]


def edit(lines, type, change, nth=0):
    """The lines with a change of one record, and the number of its line as people count."""
    number, record = find(lines, type, nth)
    change(record)
    return [*lines[:number], json.dumps(record).encode() + b"\n", *lines[number + 1 :]], number + 1


def test_an_unchanged_export_is_imported(lines, moving):
    assert moving.run()["article written"] == 3


def test_a_file_that_was_cut_within_a_line_says_where(lines, check):
    errors = check([*lines[:-3], lines[-3][:40]])
    number = len(lines) - 2
    assert errors == [f"line {number}: the file ends here without its last record: it was cut off"]


def test_a_file_that_was_cut_between_lines_says_where(lines, check):
    number, _ = find(lines, "revision", 1)
    assert check(lines[:number]) == [f"line {number}: the file ends here without its last record: it was cut off"]


def test_an_article_with_too_few_revisions_is_named(lines, check):
    number, article = find(lines, "article")
    left_out = find(lines, "revision")[0]
    assert (
        f"line {left_out + article['revisions']}: {article['revisions'] - 1} revisions follow the article of line "
        f"{number + 1}, which has {article['revisions']}"
    ) in check([*lines[:left_out], *lines[left_out + 1 :]])


def test_a_line_that_is_missing_is_noticed_by_the_number_of_records(lines, check):
    number, _ = find(lines, "change")
    errors = check([*lines[:number], *lines[number + 1 :]])
    total = len(lines) - 1
    assert errors == [f"line {total}: {total - 1} records are before it, not {total}"]


def test_something_behind_the_last_record_is_refused(lines, check):
    assert check([*lines, lines[1]]) == [f"line {len(lines) + 1}: there is something behind the last record"]


def test_a_line_without_an_end_is_not_read_into_the_memory(lines, check, monkeypatch):
    monkeypatch.setattr("cli.moving.importing.lines.MAX_LINE", 20_000)
    monkeypatch.setattr("cli.moving.importing.checking.MAX_LINE", 20_000)
    end = json.dumps({"type": "end", "records": len(lines)}).encode()
    assert check([*lines[:2], b"x" * 1_000_000 + b"\n", *lines[2:-1], end]) == [
        "line 3: it is longer than 20,000 bytes"
    ]


@pytest.mark.parametrize(
    ("first", "error"),
    [
        (b"", "its first line is no header of an export"),
        (b"id,title\n", "its first line is no header of an export"),
        (b"\xef\xbb\xbf", "it begins with a byte order mark; save it as UTF-8 without one"),
        ("\ufeff".encode("utf-16-le"), "it is UTF-16; save it as UTF-8 without a byte order mark"),
        (b'{"type":"end","records":0}\n', "its first line is no header of an export"),
        (
            b'{"type":"header","format":99,"compressed":true,"gazette":"9","site":"","languages":[],"exported_at":"2025-12-18T07:00:00Z"}\n',
            f"it has format 99, and this command reads formats up to {FORMAT}; update Gazette on this machine",
        ),
    ],
    ids=["nothing", "another file", "a byte order mark", "UTF-16", "another record", "a newer format"],
)
def test_what_is_no_export_is_one_clear_line(lines, moving, first, error):
    moving.file.write_bytes(b"".join([first, *lines[1:]]))
    with pytest.raises(NoExport, match=re.escape(error)):
        moving.run()


def test_an_empty_file_is_no_export(lines, moving):
    moving.file.write_bytes(b"")
    with pytest.raises(NoExport, match="it is empty"):
        moving.run()


HOSTILE_PATHS = [
    "../../../etc/passwd",
    "/etc/passwd",
    "media/../../../etc/passwd",
    "media\\..\\..\\secret",
    "media/01KCRA7Q00GAZETTE000000000/1-0123456789ab/480.webp",
    "originals/1",
]


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_a_file_outside_of_its_picture_is_refused(lines, check, path):
    hostile, number = edit(
        lines, "picture", lambda record: record["files"].append({**record["files"][0], "path": path})
    )
    assert f"line {number}: {path!r} is no file of this picture" in check(hostile)


@pytest.mark.parametrize(
    "path", ["/media/x/../../../etc/passwd", "/etc/passwd", "//evil.example/1.webp", '/media/1/1/1.webp" onerror="x']
)
def test_a_path_that_readers_would_get_is_one_of_the_picture(lines, check, path):
    hostile, number = edit(lines, "picture", lambda record: record["picture"]["renditions"]["share"].update(path=path))
    errors = check(hostile)
    assert any(
        error.startswith(f"line {number}: ") and "is no path of a file of this picture" in error for error in errors
    )


def test_a_link_in_the_folder_is_not_followed(lines, check, moving, tmp_path_factory):
    _, record = find(lines, "picture")
    path = moving.folder / "files" / record["files"][0]["path"]
    secret = tmp_path_factory.mktemp("outside") / "secret"
    path.rename(secret)
    path.symlink_to(secret)
    [error] = check(lines)
    assert error.endswith("leads out of the folder, or there is a link on the way")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (None, "is missing"),
        (b"RIFF\0\0\0\0WEBPother", "is not the file that was exported: size or SHA-256 differ"),
    ],
    ids=["missing", "changed"],
)
def test_a_file_that_is_another_one_is_refused(lines, check, moving, content, error):
    number, record = find(lines, "picture")
    key = record["files"][0]["path"]
    path = moving.folder / "files" / key
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    assert check(lines) == [f"line {number + 1}: files/{key} {error}"]


def test_a_page_is_not_taken_for_a_picture(lines, check, moving):
    content = b"<script>alert(1)</script>"
    _, record = find(lines, "picture")
    number = next(number for number, file in enumerate(record["files"]) if file["path"].endswith(".webp"))
    key = record["files"][number]["path"]
    (moving.folder / "files" / key).write_bytes(content)
    digest = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    hostile, line = edit(lines, "picture", lambda record: record["files"][number].update(digest))
    assert check(hostile) == [f"line {line}: files/{key} is no image/webp"]


def test_a_folder_of_files_that_is_a_link_is_one_error(lines, moving, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("outside") / "files"
    (moving.folder / "files").rename(elsewhere)
    (moving.folder / "files").symlink_to(elsewhere)
    with pytest.raises(NoExport, match="files is a link; an import follows none"):
        moving.run()


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"\n", "it is empty"),
        (b'{"type":\n', "it is no JSON: EOF while parsing"),
        (b"7\n", "Input should be an object"),
    ],
    ids=["blank", "half a record", "a number"],
)
@pytest.mark.parametrize("type", ["picture", "term", "article", "revision"])
def test_a_line_that_cannot_be_read_is_one_error(lines, check, type, line, error):
    """Nothing is said about what belongs to the record, or names it."""
    number, _ = find(lines, type)
    [found] = check([*lines[:number], line, *lines[number + 1 :]])
    assert found.startswith(f"line {number + 1}: {error}")


@pytest.mark.parametrize("type", ["picture", "term", "article", "revision"])
def test_a_member_that_is_unknown_is_one_error(lines, check, type):
    hostile, number = edit(lines, type, lambda record: record.update(html="<b>"))
    assert check(hostile) == [f"line {number}: html: Extra inputs are not permitted"]


def test_what_is_missing_is_said_beside_the_error_of_another_record(lines, check):
    number, _ = find(lines, "term", 1)
    hostile, other = edit(lines, "redirect", lambda record: record.update(article="01KCRA7Q00GAZETTE000000000"))
    hostile[number] = json.dumps({**json.loads(hostile[number]), "html": "<b>"}).encode() + b"\n"
    assert check(hostile) == [
        f"line {number + 1}: html: Extra inputs are not permitted",
        f"line {other}: there is no article 01KCRA7Q00GAZETTE000000000",
    ]


def set_article(**members):
    return lambda record: record["article"].update(members)


def become_header(record):
    record.clear()
    at = "2025-12-18T07:00:00Z"
    record.update(type="header", format=1, gazette="0.1.0", site="", languages=["en"], exported_at=at)


BAD_RECORDS = {
    "an unknown member": ("term", lambda record: record.update(html="<b>"), "html: Extra inputs are not permitted"),
    "a number as a text": (
        "term",
        lambda record: record.update(version="1"),
        "version: Input should be a valid integer",
    ),
    "another type": (
        "sitemap",
        lambda record: record.update(type="page"),
        "Input tag 'page' found using 'type' does not",
    ),
    "a slug with a path": ("term", lambda record: record.update(slug="../x"), "slug: String should match pattern"),
    "a slug of another place": (
        "address",
        lambda record: record.update(address="en/other-slug"),
        "this is no address",
    ),
    "a language that the site lacks": (
        "sitemap",
        lambda record: record.update(lang="de"),
        "the languages of this site are en, ru, uz, uz-Cyrl, not 'de'",
    ),
    "a month that is none": ("sitemap", lambda record: record.update(month="2025-13"), "month: String should match"),
    "a time without an offset": (
        "revision",
        set_article(changed_at="2025-12-18 07:00"),
        "changed_at: a time is such as 2025-12-18T07:00:00Z, not '2025-12-18 07:00'",
    ),
    "a first publication in the future": (
        "revision",
        set_article(published_at="2199-01-01T00:00:00Z"),
        "published_at: 2199-01-01T00:00:00Z lies in the future",
    ),
    "a tag that is not there": ("revision", set_article(tags=[{"slug": "nothing"}]), "there is no tag nothing"),
    "an id with a path": ("revision", set_article(story="../../x"), "story: '../../x' is no id"),
    "markup that is not taken": (
        "revision",
        set_article(body="<script>alert(1)</script>"),
        "#/body: Line 1: The element <script> is not taken",
    ),
    "a title that is too long": ("revision", set_article(title="x" * 301), "title: String should have at most 300"),
    "a title with outer spaces": ("revision", set_article(title=" x "), "title: it is not in the form in which"),
    "a body that is too long": ("revision", set_article(body="x" * 300_001), "The body may have 300000 bytes at most."),
    "a revision of another article": (
        "revision",
        set_article(id="01KCRA7Q00GAZETTE000000000"),
        "a revision follows its article",
    ),
    "a picture that is not there": (
        "use",
        lambda record: record.update(picture="01KCRA7Q00GAZETTE000000000"),
        "there is no picture 01KCRA7Q00GAZETTE000000000",
    ),
    "a pin that readers do not see": (
        "front",
        lambda record: record["pins"].append({"article": "01KCRA7Q00GAZETTE000000000"}),
        "the pinned article 01KCRA7Q00GAZETTE000000000 is not published in en",
    ),
    "an address of nothing": (
        "address",
        lambda record: record.update(moved_to="01KCRA7Q00GAZETTE000000000"),
        "an address has one of moved_to, withdrawn and released_at",
    ),
    "a term that was merged into nothing": (
        "term",
        lambda record: record.update(merged_into="money"),
        "there is no category money that was not merged itself",
    ),
    "an old path that Gazette answers": (
        "redirect",
        lambda record: record.update(path="/v1/articles"),
        "Gazette itself answers this path",
    ),
    "an old path with dots": ("redirect", lambda record: record.update(path="/a/../b"), "it has a segment . or .."),
    "an old path in capitals": (
        "redirect",
        lambda record: record.update(path="/A"),
        "'/A' is not in the form in which",
    ),
    "an old path to nothing": (
        "redirect",
        lambda record: record.update(article="01KCRA7Q00GAZETTE000000000"),
        "there is no article 01KCRA7Q00GAZETTE000000000",
    ),
    "a published article that is not public": (
        "article",
        lambda record: record.pop("public"),
        "`public` belongs to a published article, and only to one",
    ),
    "a form that the present article cannot have": (
        "article",
        lambda record: record.update(current={"published_version": 7}),
        "there is no revision 7, which readers see",
    ),
    "a second header": ("sitemap", become_header, "only the first line is a header"),
}


OF_THE_ARTICLE = ("#/body", "published_at: 2199", "there is no tag")
"""Errors of revisions that are found when the whole article is read. They have the line of its record."""


@pytest.mark.parametrize(("type", "change", "error"), BAD_RECORDS.values(), ids=BAD_RECORDS)
def test_a_record_that_is_wrong_is_named_by_its_line(lines, check, type, change, error):
    # The newest revision of the first article is what readers see.
    hostile, number = edit(lines, type, change, nth=3 if type == "revision" else 0)
    line = number - 4 if error.startswith(OF_THE_ARTICLE) else number
    errors = check(hostile)
    assert any(found.startswith(f"line {line}: {error}") for found in errors), errors


def test_the_same_article_twice_is_refused(lines, check):
    first, record = find(lines, "article", 1)
    block = lines[first : first + 1 + record["revisions"]]
    end = json.dumps({"type": "end", "records": len(lines) - 1 + len(block)}).encode() + b"\n"
    errors = check([*lines[:-1], *block, end])
    assert f"line {len(lines)}: the article {record['id']} is on line {first + 1} already" in errors


def test_all_errors_of_a_file_are_counted_and_the_first_hundred_are_printed(lines, moving, capsys):
    problems = Problems()
    for number in range(130):
        problems.add(number + 1, "it is wrong")
    problems.finish()
    printed = capsys.readouterr().err.splitlines()
    assert (problems.count, len(printed)) == (130, 101)
    assert (printed[0], printed[-1]) == ("line 1: it is wrong", "and 30 errors more")
