"""Lists of Word, and paragraphs that only look like some."""

import pytest

from gazette.articles.body.clipboard.word_markers import read_marker
from gazette.articles.body.renderer import render_body


def render(source: str) -> str:
    return render_body(source, "html")


def item(marker: str, text: str, level: int = 1, name: str = "p") -> str:
    """An item as Word for Windows writes it."""
    return (
        f"<{name} class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'>"
        f"<![if !supportLists]><span style='font-family:Symbol'><span\nstyle='mso-list:Ignore'>{marker}"
        f"<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;\n</span></span></span><![endif]>"
        f"{text}<o:p></o:p></{name}>\n\n"
    )


@pytest.mark.parametrize("form", ["html", "markdown"])
@pytest.mark.parametrize("marker", ["·", "o", "§", "-", "•", "–", "Ø", "ü"])
def test_bullets_become_a_list(marker: str, form) -> None:
    source = item(marker, "One") + item(marker, "<b>Two</b>")
    assert render_body(f"<p>Before</p>{source}<p>After</p>", form) == (
        "<p>Before</p><ul><li>One</li><li><b>Two</b></li></ul><p>After</p>"
    )


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_marker_between_conditional_comments_is_enough(form) -> None:
    for begin, end in (
        ("<![if !supportLists]>", "<![endif]>"),
        ("<!--[if !supportLists]-->", "<!--[endif]-->"),
        ("<!--[if !supportLists]><!-->", "<!--<![endif]-->"),
    ):
        assert render_body(f"<p>{begin}· {end}One</p>", form) == "<ul><li>One</li></ul>"
        assert render_body(f"<p><b>{begin}1.&nbsp;&nbsp;{end}One</b></p>", form) == "<ol><li><b>One</b></li></ol>"


def test_several_items_in_a_paragraph_are_items() -> None:
    marker = "<![if !supportLists]>· <![endif]>"
    assert render_body(f"{marker}One\n{marker}Two", "markdown") == "<ul><li>One\n</li><li>Two</li></ul>"
    assert render(f"<p>{marker}One {marker}Two</p>") == "<ul><li>One </li><li>Two</li></ul>"
    assert render(f"<p>One {marker}Two</p>") == "<p>One · Two</p>"


@pytest.mark.parametrize(
    ("marker", "opened"),
    [
        *(
            ("1.", "<ol>"),
            ("3)", '<ol start="3">'),
            ("(2)", '<ol start="2">'),
            ("1.1.", "<ol>"),
            ("10", '<ol start="10">'),
        ),
        *(
            ("a)", '<ol type="a">'),
            ("C.", '<ol type="A" start="3">'),
            ("i.", '<ol type="i">'),
            ("IV)", '<ol type="I" start="4">'),
        ),
        *(("а)", "<ol>"), ("б)", "<ol>")),
    ],
)
def test_numbers_and_letters_become_a_numbered_list(marker: str, opened: str) -> None:
    assert render(item(marker, "One")) == f"{opened}<li>One</li></ol>"


def test_letters_after_h_stay_letters_and_roman_numbers_stay_roman() -> None:
    assert render(item("h)", "x") + item("i)", "y") + item("j)", "z")).count("<ol") == 1
    assert render("".join(item(f"{number}.", "x") for number in ("i", "ii", "iii", "iv", "v", "vi"))).count("<ol") == 1
    assert [read_marker(marker)[0].number for marker in ("ix.", "xiv.", "xl)", "xcix.")] == [9, 14, 40, 99]


def test_levels_are_lists_within_items() -> None:
    source = item("1.", "A") + item("a)", "B", 2) + item("b)", "C", 2) + item("·", "D", 4) + item("2.", "E")
    assert render(source) == ('<ol><li>A<ol type="a"><li>B</li><li>C<ul><li>D</li></ul></li></ol></li><li>E</li></ol>')


def test_a_list_that_begins_deeper_has_no_empty_items() -> None:
    assert render(item("o", "A", 2) + item("·", "B")) == "<ul><li>A</li></ul><ul><li>B</li></ul>"


def test_a_number_that_does_not_follow_begins_a_new_list() -> None:
    source = item("1.", "A") + item("2.", "B") + item("1.", "C") + item("·", "D")
    assert render(source) == "<ol><li>A</li><li>B</li></ol><ol><li>C</li></ol><ul><li>D</li></ul>"


def test_a_list_goes_on_after_a_paragraph() -> None:
    assert render(item("1.", "A") + "<p>x</p>" + item("2.", "B")) == (
        '<ol><li>A</li></ol><p>x</p><ol start="2"><li>B</li></ol>'
    )


def test_items_in_cells_and_sections_of_word_become_lists() -> None:
    assert (
        render(f"<div class=WordSection1>{item('·', 'A')}</div>").replace("\n", "") == "<div><ul><li>A</li></ul></div>"
    )
    assert "<td><ul><li>A</li></ul></td>" in render(f"<table><tr><td>{item('·', 'A')}</td></tr></table>").replace(
        "\n", ""
    )


def test_an_item_whose_marker_lost_its_style_is_known_by_its_level() -> None:
    typed = "<p style='mso-list:l0 level1 lfo1'>·<span>&nbsp;&nbsp; </span>One</p>"
    assert render(typed) == "<ul><li>One</li></ul>"
    assert render(typed.replace("style='mso-list:l0 level1 lfo1'", "class=MsoListParagraph")) == "<ul><li>One</li></ul>"
    assert render("<p style='mso-list:l0 level1 lfo1'>A. Karimov</p>") == "<ul><li>A. Karimov</li></ul>"


@pytest.mark.parametrize(
    "paragraph",
    [
        *("<p>1. One</p>", "<p>·&nbsp;&nbsp;&nbsp;One</p>", "<p>- One</p>"),
        *('<p class="MsoListParagraph">A. Karimov</p>', '<p class="MsoListParagraph">1. One</p>'),
        '<p style="mso-list:none">One</p>',
    ],
)
def test_a_paragraph_that_only_looks_like_an_item_stays(paragraph: str) -> None:
    assert render(paragraph) == "<p>" + paragraph.partition(">")[2]


def test_a_marker_with_words_is_text() -> None:
    assert render(item("Article 5.", "Peace")).strip() == "<p>Article 5. Peace</p>"


def test_a_number_of_a_heading_stays() -> None:
    assert render(item("1.", "History", name="h2")).strip() == "<h2>1. History</h2>"


def test_a_conditional_comment_that_is_never_closed_hides_no_text() -> None:
    for text in ("A sentence that goes on", "Word.", "1. Done", "civil.", "No"):
        assert render(f"<p><![if !supportLists]>{text}</p><p>b</p>") == f"<p>{text}</p><p>b</p>"


def test_an_image_is_no_marker_and_is_not_lost():
    assert render('<p><![if !supportLists]><img src="/a.jpg"></p>') == '<p><img src="/a.jpg"></p>'


def test_lists_of_word_for_browsers_are_one_list_with_levels() -> None:
    """Each item has a list of its own there."""

    def box(name: str, level: int, text: str, attributes: str = "") -> str:
        return (
            f'<div class="ListContainerWrapper SCXW1"><{name} {attributes} role="list"><li data-aria-level="{level}">'
            f"<p>{text}</p></li></{name}></div>"
        )

    source = box("ul", 1, "A") + box("ol", 2, "B") + box("ol", 2, "C", 'start="2"') + box("ul", 1, "D")
    assert render(source) == ("<ul><li><p>A</p><ol><li><p>B</p></li><li><p>C</p></li></ol></li><li><p>D</p></li></ul>")
    assert render("<div><ul><li>A</li></ul></div><ul></ul>") == "<div><ul><li>A</li></ul></div><ul></ul>"
