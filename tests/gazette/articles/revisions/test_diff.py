"""The difference of two bodies, by paragraphs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazette.articles.model import Draft
from gazette.articles.revisions import diff
from gazette.articles.revisions.diff import compare, compare_bodies
from gazette.articles.revisions.schemas import Hunk

PARAGRAPHS = st.lists(st.sampled_from(["One.", "Two.", "Three.", "Four."]), max_size=14)


def draft(body: str | None, form: str = "markdown", **fields: object) -> Draft:
    return Draft.model_validate({"lang": "en", "body": body, "format": form, **fields})


def apply(paragraphs: list[str], hunks: list[Hunk]) -> list[str]:
    """What `patch` would make of the paragraphs."""
    result, position = [], 0
    for hunk in hunks:
        result += paragraphs[position : hunk.before_start - 1]
        position = hunk.before_start - 1
        assert len(result) == hunk.after_start - 1
        for paragraph in hunk.paragraphs:
            if paragraph.change != "added":
                assert paragraphs[position] == paragraph.text
                position += 1
            if paragraph.change != "removed":
                result.append(paragraph.text)
    return result + paragraphs[position:]


@settings(max_examples=200, deadline=None)
@given(before=PARAGRAPHS, after=PARAGRAPHS)
def test_the_hunks_applied_to_one_body_make_the_other(before: list[str], after: list[str]) -> None:
    hunks = compare_bodies(draft("\n\n".join(before) or None), draft("\n\n".join(after) or None))
    assert apply(before, hunks) == after
    assert bool(hunks) == (before != after)


def test_far_changes_are_in_hunks_of_their_own_with_their_surroundings() -> None:
    before = [f"Paragraph {number}." for number in range(1, 31)]
    after = [*before]
    after[4], after[24] = "Changed.", "Changed too."
    first, second = compare_bodies(draft("\n\n".join(before)), draft("\n\n".join(after)))
    assert (first.before_start, second.before_start) == (3, 23)
    assert [paragraph.change for paragraph in first.paragraphs] == ["same", "same", "removed", "added", "same", "same"]


def test_blank_lines_alone_are_no_change() -> None:
    assert compare_bodies(draft("One.\n\nTwo."), draft("One.\n\n\n\nTwo.\n")) == []


def test_bodies_of_two_formats_are_compared_as_html() -> None:
    before, after = draft("One.\n\n- a\n- b"), draft("<p>One.</p><ul><li>a</li><li>c</li></ul>", "html")
    assert [change.field for change in compare(before, after)] == ["format", "body"]
    [hunk] = compare_bodies(before, after)
    assert [(paragraph.change, paragraph.text) for paragraph in hunk.paragraphs] == [
        ("same", "<ul>"),
        ("same", "<li>a</li>"),
        ("removed", "<li>b</li>"),
        ("added", "<li>c</li>"),
        ("same", "</ul>"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "form"),
    [
        ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>", "html"),
        ("<ol><li>a</li></ol>", '<ol start="5"><li>a</li></ol>', "html"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>", "html"),
        ("```\nx\n\ny\n```", "```\nx\n\n\ny\n```", "markdown"),
        ("10. a\n\n    ```\n    x\n\n    y\n    ```", "10. a\n\n    ```\n    x\n\n\n    y\n    ```", "markdown"),
    ],
)
def test_what_readers_see_differ_is_never_without_a_hunk(before: str, after: str, form: str) -> None:
    assert compare_bodies(draft(before, form), draft(after, form)) != []


def test_code_with_blank_lines_is_one_paragraph() -> None:
    [hunk] = compare_bodies(draft("One.\n\n```\nx\n\ny\n```"), draft("Two.\n\n```\nx\n\ny\n```"))
    assert hunk.paragraphs[-1].text == "```\nx\n\ny\n```"


def test_the_same_text_in_two_formats_has_no_hunks() -> None:
    changes = compare(draft("**One.**"), draft("<p><strong>One.</strong></p>", "html"))
    assert [change.field for change in changes] == ["format"]


@pytest.mark.parametrize("text", ["A.\n\n", "A.\n\nB.\n\n"])
def test_very_long_bodies_are_shown_as_replaced(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff, "MAX_PARAGRAPHS", 50)
    [hunk] = compare_bodies(draft("Start.\n\n" + text * 40), draft("Start.\n\n" + "C.\n\n" * 40))
    kinds = [paragraph.change for paragraph in hunk.paragraphs]
    assert kinds == sorted(kinds, reverse=True), "all that is removed, then all that is added"


def test_each_field_has_its_values() -> None:
    before = draft("One.", tags=["japan"], seo={"title": "Old"})
    after = draft("One.", tags=["japan", "rail"], seo={"title": "New"}, authors=[{"name": "Aziza"}])
    changes = {change.field: (change.before, change.after) for change in compare(before, after)}
    assert changes["tags"][1] == [{"slug": "japan", "name": None}, {"slug": "rail", "name": None}]
    assert changes["seo"] == ({"title": "Old", "description": None}, {"title": "New", "description": None})
    assert changes["authors"][0] == []
