"""Fields and their limits, and the merge patch."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gazette.articles.fields import MAX_BODY
from gazette.articles.lifecycle.drafts import merge
from gazette.articles.model import Draft
from gazette.articles.requests import Changes
from gazette.errors import TooLarge


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "x" * 301},
        {"dek": "x" * 1001},
        {"dateline": "x" * 201},
        {"slug": "x" * 121},
        {"slug": "Two Words"},
        {"slug": "-a"},
        {"slug": "related"},
        {"authors": [{"name": "x" * 201}]},
        {"authors": [{"name": "A", "role": "x" * 301}]},
        {"authors": [{"name": "A"}] * 11},
        {"authors": [{}]},
        {"authors": [{"name": "A", "slug": "a"}]},
        {"authors": [{"slug": "a"}, {"slug": "a"}]},
        {"authors": [{"name": "A", "mail": "a@example.org"}]},
        {"categories": ["a", "b", "c", "d", "e", "f"]},
        {"categories": ["a", "a"]},
        {"tags": [f"t{n}" for n in range(21)]},
        {"tags": ["a", {"slug": "a", "name": "A"}]},
        {"tags": ["No Slug"]},
        {"format": "docx"},
        {"kind": "post"},
        {"label": "news"},
        {"label": "Opinion"},
        {"order": -1},
        {"order": 10_000},
        {"order": "1"},
        {"order": True},
        {"seo": {"title": "x" * 301}},
        {"seo": {"description": "x" * 501}},
        {"seo": {"keywords": "a"}},
        {"seo": "A title"},
        {"title": "two\nlines"},
        {"title": "a\u0000b"},
        {"title": "a\u200fb\u0085"},
        {"body": "a\u0007b"},
        {"body": "a\ufffeb"},
        {"title": 7},
        {"status": "published"},
        {"id": "01"},
        {"lang": None},
    ],
)
def test_what_is_over_a_limit_or_unknown_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Draft.model_validate({"lang": "en", **fields})
    if "lang" not in fields:
        with pytest.raises(ValidationError):
            Changes.model_validate(fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "x" * 300},
        {"dek": "ў" * 1000},
        {"slug": "x" * 120},
        {"authors": [{"name": "x" * 200, "role": "x" * 300}] * 10},
        {"categories": list("abcde")},
        {"tags": [f"t{n}" for n in range(20)]},
        {"body": "x" * MAX_BODY},
        {"kind": "page", "order": 9999},
        {"label": "fact-check"},
        {"seo": {"title": "x" * 300, "description": "ў" * 500}},
    ],
)
def test_what_is_at_a_limit_is_taken(fields: dict[str, Any]) -> None:
    assert Draft.model_validate({"lang": "en", **fields})


@pytest.mark.parametrize("body", ["x" * (MAX_BODY + 1), "ў" * (MAX_BODY // 2 + 1)])
def test_a_body_over_its_limit_is_too_large_and_never_cut(body: str) -> None:
    with pytest.raises(TooLarge):
        Draft(lang="en", body=body)


def test_text_is_in_composed_form() -> None:
    decomposed = unicodedata.normalize("NFD", "Йод й ё é")
    draft = Draft(lang="ru", title=decomposed, body=decomposed, authors=[{"name": decomposed}])  # type: ignore[arg-type]
    assert draft.title == draft.body == draft.authors[0].name == "Йод й ё é"
    assert Draft(lang="ru", title=unicodedata.normalize("NFD", "й" * 300)).title == "й" * 300


def test_blank_is_absent() -> None:
    draft = Draft(lang="en", title="  ", dek="", body=" \n ")
    assert (draft.title, draft.dek, draft.body) == (None, None, None)
    assert Draft.model_validate({"lang": "en", "seo": {"title": " "}}).seo is None


def test_lines_of_a_body_end_alike() -> None:
    assert Draft(lang="en", body="a\r\n\r\nb\rc\td\n").body == "a\n\nb\nc\td\n"


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396, section 2, word by word."""
    if not isinstance(patch, dict):
        return patch
    target = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        else:
            target[name] = merge_patch(target.get(name), value)
    return target


line = st.one_of(
    st.none(),
    st.text(st.characters(min_codepoint=48, max_codepoint=0x44F, exclude_categories=["Cc"]), min_size=1, max_size=20),
)
slug = st.from_regex(r"[a-z]{1,6}", fullmatch=True).filter(lambda text: text not in ("rates", "feeds", "feed", "tag"))
some = st.fixed_dictionaries(
    {},
    optional={
        "title": line,
        "dek": line,
        "dateline": line,
        "slug": st.none() | slug.map(lambda text: f"{text}-x"),
        "format": st.sampled_from([None, "markdown", "html"]),
        "kind": st.sampled_from([None, "news", "page"]),
        "order": st.none() | st.integers(0, 9),
        "label": st.sampled_from([None, "opinion", "sponsored"]),
        "seo": st.none() | st.fixed_dictionaries({}, optional={"title": line, "description": line}),
        "body": line,
        "categories": st.none() | st.lists(slug, max_size=5, unique=True),
        "tags": st.none() | st.lists(slug, max_size=5, unique=True).map(lambda all: [{"slug": one} for one in all]),
        "authors": st.none() | st.lists(st.fixed_dictionaries({"name": slug}, optional={"role": slug}), max_size=3),
    },
)


given_fields = some.map(lambda fields: {name: value for name, value in fields.items() if value is not None})


@given(given_fields, some)
def test_a_change_is_a_merge_patch(fields: dict[str, Any], patch: dict[str, Any]) -> None:
    draft = Draft.model_validate({"lang": "en", **fields})
    expected = Draft.model_validate(merge_patch({"lang": "en", **fields}, patch))
    assert merge(draft, Changes.model_validate(patch)) == expected


@given(some)
def test_a_patch_twice_is_a_patch_once(patch: dict[str, Any]) -> None:
    changes = Changes.model_validate(patch)
    once = merge(Draft(lang="en", title="A", tags=[{"slug": "a"}]), changes)  # type: ignore[arg-type]
    assert merge(once, changes) == once


@given(given_fields)
def test_a_draft_comes_back_from_its_own_json(fields: dict[str, Any]) -> None:
    draft = Draft.model_validate({"lang": "en", **fields})
    assert Draft.model_validate(json.loads(draft.model_dump_json())) == draft
