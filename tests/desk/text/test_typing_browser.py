"""Typing: what becomes a format, keys, composition, and other scripts."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("## Water", "<h2>Water</h2>"),
        ("# Water", "<h2>Water</h2>"),
        ("### Water", "<h3>Water</h3>"),
        ("- a\nb", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\nb", "<ol><li>a</li><li>b</li></ol>"),
        ("4) a", '<ol start="4"><li>a</li></ol>'),
        ("> a", "<blockquote><p>a</p></blockquote>"),
        ("---a", "<hr>\n<p>a</p>"),
        ("```x <y\nz", "<pre><code>x &lt;y\nz</code></pre>"),
        ("## Water\na", "<h2>Water</h2>\n<p>a</p>"),
        ("> a\n\nb", "<blockquote><p>a</p></blockquote>\n<p>b</p>"),
        ("- a\n\nb", "<ul><li>a</li></ul>\n<p>b</p>"),
        ("2 * 3 - 4", "<p>2 * 3 - 4</p>"),
        ('it\'s "so"', '<p>it\'s "so"</p>'),
        ("https://kun.uz/a\nb", '<p><a href="https://kun.uz/a">https://kun.uz/a</a></p>\n<p>b</p>'),
        ("- https://kun.uz/a\nb", '<ul><li><a href="https://kun.uz/a">https://kun.uz/a</a></li><li>b</li></ul>'),
        ("see https://kun.uz/a. Now", '<p>see <a href="https://kun.uz/a">https://kun.uz/a</a>. Now</p>'),
    ],
)
def test_formats_are_typed_as_in_markdown(desk, typed, html):
    assert desk.start().type(typed).html == html


@pytest.mark.parametrize("undo", ["Backspace", "Control+z"])
def test_a_format_that_was_typed_is_taken_back(desk, undo):
    desk.start().type("- ").press(undo)
    assert desk.type("a").html == "<p>- a</p>"


@pytest.mark.parametrize(
    ("lang", "typed", "shown"),
    [
        ("uz", "O'zbek tog' ma'no", "Oʻzbek togʻ maʼno"),
        ("uz-Latn", "o'", "oʻ"),
        ("uz", "san’at o‘", "sanʼat oʻ"),
        ("uz-Cyrl", "o'", "o'"),
        ("en", "o'clock", "o'clock"),
    ],
)
def test_uzbek_has_its_apostrophes(desk, lang, typed, shown):
    assert desk.start(lang=lang).type(typed).html == f"<p>{shown}</p>"


@pytest.mark.parametrize("undo", ["Backspace", "Control+z"])
def test_an_apostrophe_of_uzbek_is_taken_back(desk, undo):
    assert desk.start(lang="uz").type("o'").press(undo).type("x").html == "<p>o'x</p>"


def test_lists_by_keys(desk):
    desk.start().type("- a\nb").press("Tab").type("\nc").press("Shift+Tab").type("1")
    assert desk.html == "<ul><li>a<ul><li>b</li></ul></li><li>c1</li></ul>"
    desk.press("Control+Shift+7")
    assert desk.html == "<ol><li>a<ul><li>b</li></ul></li><li>c1</li></ol>"
    desk.press("Control+Shift+7")
    assert desk.html == "<ol><li>a<ul><li>b</li></ul></li></ol>\n<p>c1</p>"


def test_blocks_and_formats_by_keys(desk):
    desk.start().type("Water").press("Control+Alt+2")
    assert desk.html == "<h2>Water</h2>"
    assert desk.press("Control+Alt+3").html == "<h3>Water</h3>"
    assert desk.press("Control+Alt+0", "Control+Shift+9").html == "<blockquote><p>Water</p></blockquote>"
    desk.press("Control+Shift+9", "Control+a", "Control+b", "Control+i")
    assert desk.html == "<p><strong><em>Water</em></strong></p>"
    assert desk.press("Control+z", "Control+z").html == "<p>Water</p>"
    assert desk.press("Control+y").html == "<p><strong>Water</strong></p>"


def test_shift_enter_breaks_the_line(desk):
    assert desk.start().type("a").press("Shift+Enter").type("b").html == "<p>a<br>b</p>"


def test_backspace_at_the_beginning_of_a_heading_makes_a_paragraph(desk):
    assert desk.start("<h2>Water</h2>").press("Control+Home", "Backspace").html == "<p>Water</p>"


def test_a_new_item_of_a_loose_list_is_loose(desk):
    desk.start("<ul><li><p>a</p></li><li><p>b</p></li></ul>").press("Control+End").type("\nc")
    assert desk.html == "<ul><li><p>a</p></li><li><p>b</p></li><li><p>c</p></li></ul>"


def test_blocks_move_by_keys(desk):
    desk.start("<p>a</p><h2>b</h2><p>c</p>").press("Control+Home", "Alt+ArrowDown", "Alt+ArrowDown")
    assert desk.html == "<h2>b</h2>\n<p>c</p>\n<p>a</p>"
    assert desk.press("Alt+ArrowDown", "Alt+ArrowUp").type("1").html == "<h2>b</h2>\n<p>1a</p>\n<p>c</p>"


def test_a_composed_text_is_written_once(desk):
    desk.start("<p>a <strong>b</strong></p>").press("Control+End")
    session = desk.page.context.new_cdp_session(desk.page)
    for text in ("に", "にほ", "にほん"):
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    session.send("Input.insertText", {"text": "日本"})
    assert desk.html == "<p>a <strong>b日本</strong></p>"


@pytest.mark.parametrize("text", ["Сув ҳаёт", "שלום עולם", "👩🏽‍🌾𝔘🚰", "中文"])
def test_other_scripts_are_typed_and_deleted(desk, text):
    desk.start().page.keyboard.insert_text(text)
    assert desk.html == f"<p>{text}</p>"
    assert desk.type("x").press("Backspace").html == f"<p>{text}</p>"


def test_a_surrogate_pair_is_deleted_whole(desk):
    desk.start("<p>a🚰</p>").press("Control+End", "Backspace")
    assert desk.html == "<p>a</p>"


def test_words_are_counted_as_the_api_counts_them(desk):
    body = (
        "<p>One two — three's.</p><ul><li>four</li><li>five</li></ul><dl><dt>six</dt><dd>seven</dd></dl>"
        '<p><a href="https://youtu.be/dQw4w9WgXcQ">Not these</a></p>'
    )
    assert desk.start(body).page.evaluate("started.editor.countWords()") == 7
