"""The form in which old paths are stored and looked up."""

from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.articles.public.redirects import MAX_PATH, normalize_path


@pytest.mark.parametrize(
    ("path", "normalized"),
    [
        ("/2019/05/x.html", "/2019/05/x.html"),
        ("/2019/05/x.html/", "/2019/05/x.html"),
        ("//2019///05/x", "/2019/05/x"),
        ("/2019/Story.ASPX", "/2019/story.aspx"),
        ("/новости/мост/", "/новости/мост"),
        ("/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%d0%bc%d0%be%d1%81%d1%82", "/новости/мост"),
        ("/%25d0%25bc", "/м"),
        ("/100%", "/100%"),
        ("/100%25", "/100%"),
        ("/a+b c", "/a+b c"),
        ("/%C3%A9", "/é"),
        ("/e\u0301", "/é"),
        ("/", "/"),
    ],
)
def test_forms_of_one_path_are_one(path, normalized):
    assert normalize_path(path) == normalized


@pytest.mark.parametrize(
    "path",
    ["", "x", "/a/../b", "/%2e%2e/b", "/a\n", "/%00", "/%EF%F0", "/\ud800", "/" + "a" * MAX_PATH, "/" + "%25" * 5000],
)
def test_what_cannot_have_a_redirect_is_refused(path):
    with pytest.raises(ValueError):
        normalize_path(path)


@given(st.text(max_size=200).map(lambda text: f"/{text}"))
def test_the_gateway_may_decode_a_path_or_not(path):
    try:
        normalized = normalize_path(path)
    except ValueError:
        return
    for form in (normalized, unquote(path), quote(path), quote(normalized)):
        assert normalize_path(form) == normalized
