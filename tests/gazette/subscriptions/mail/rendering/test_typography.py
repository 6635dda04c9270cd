"""Blanks and lines of texts in mails."""

import pytest

from gazette.subscriptions.mail.rendering.typography import bind, underline, wrap


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Ссылка действует 48 часов.", "Ссылка действует 48~часов."),
        ("Одно нажатие — и письма", "Одно нажатие~— и~письма"),
        ("Раз в неделю, а не в день", "Раз в~неделю, а~не в~день"),
        ("«В городе»", "«В~городе»"),
        ("12:00 (Tashkent), Room 7", "12:00 (Tashkent), Room 7"),
        ("ряд и кров", "ряд и~кров"),
        ("13,5 % в «Спам»", "13,5~% в~«Спам»"),
    ],
)
def test_a_line_does_not_end_where_a_reader_would_stumble(text, bound):
    assert bind(text) == bound.replace("~", "\N{NO-BREAK SPACE}")


def test_lines_have_72_columns_and_a_longer_word_stays_whole():
    url = "https://news.example/" + "x" * 80
    lines = wrap(f"{'word ' * 30}{url} and-a-word-with-hyphens").splitlines()
    assert url in lines
    assert max(len(line) for line in lines if line != url) <= 72


@pytest.mark.parametrize(
    ("heading", "lengths"),
    [("Short", [5, 5]), ("word " * 20, [69, 29, 69]), ("x" * 80, [80, 72])],
)
def test_the_line_below_a_heading_is_as_long_as_its_longest_line_up_to_72_columns(heading, lengths):
    assert [len(line) for line in underline(heading).splitlines()] == lengths
