"""The beginning of an article's text."""

import pytest

from gazette.articles.body.renderer import render_body
from gazette.articles.public.openings import MAX_OPENING, extract_opening

OPENING = "Trains run at night. A ride costs < 3,000 & more."


@pytest.mark.parametrize(
    ("source", "opening"),
    [
        ("Trains **run** at [night](https://a.example/).\n\nA ride costs < 3,000 & more.", OPENING),
        ("## The ring\n\n> Quoted.\n\n- Listed\n\nTrains run at night.\nA ride costs < 3,000 & more.", OPENING),
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ\n\nTrains run at night.\n\nA ride costs < 3,000 & more.",
            OPENING,
        ),
        ("| a | b |\n| - | - |\n| c | d |\n\nTrains run at night. A ride costs < 3,000 & more.", OPENING),
        ("## Only a heading", ""),
        ("", ""),
    ],
)
def test_it_is_the_text_of_the_first_paragraphs(source, opening):
    assert extract_opening(render_body(source, "markdown")) == opening


def test_it_is_as_long_as_a_dek_may_be():
    assert len(extract_opening("<p>Word.</p>" * 9999)) == MAX_OPENING
