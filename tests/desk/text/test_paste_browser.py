"""Pasting: recorded clipboards, plain text, addresses, files, and what the editor itself has copied."""

from pathlib import Path

import pytest

from gazette.articles.body.renderer import render_body
from gazette.articles.body.text_statistics import extract_text
from tests.support.bodies import BodyMaker
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

CLIPBOARDS = Path(__file__).parent / "clipboards"
NAMES = sorted(path.stem for path in CLIPBOARDS.glob("*.html") if not path.stem.endswith(".expected"))
PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000")
STYLES_ARE_BLOCKED = "Applying inline style violates"


def read_clipboard(name):
    return (CLIPBOARDS / f"{name}.html").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_clipboards_of_programs_become_the_grammar(desk, name):
    desk.expected.append(STYLES_ARE_BLOCKED)
    assert desk.start().paste(read_clipboard(name)).html + "\n" == read_clipboard(f"{name}.expected")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_pasted_is_taken_by_the_api_as_it_is(desk, name):
    desk.expected.append(STYLES_ARE_BLOCKED)
    html = desk.start().paste(read_clipboard(name)).html
    rendered = render_body(html, "html")
    shown = extract_text(html).replace("youtube.com/embed/", "youtube.com/watch?v=")
    assert extract_text(rendered).split() == shown.split()
    assert render_body(rendered, "html") == rendered


def test_pictures_of_files_are_left_out_and_said(desk):
    desk.expected.append(STYLES_ARE_BLOCKED)
    desk.start().paste(read_clipboard("word"))
    assert desk.problems == ["text.picturesLeftOut"]


READY = "new Promise((resolve) => setTimeout(resolve, 200))"
"""Until then a paste waits for the part of the editor that is loaded later."""
PASTE_ALL = """async (bodies) => {
  const lost = [];
  for (const body of bodies) {
    await desk.start();
    const data = new DataTransfer();
    data.setData("text/html", body);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(".text").dispatchEvent(event);
    const [before, after] = [body, started.editor.getHtml()].map(desk.readLetters);
    if (before !== after) lost.push([body, started.editor.getHtml()]);
  }
  return lost.slice(0, 3);
}"""


def test_no_word_of_pasted_html_is_lost(desk):
    desk.start().page.evaluate(READY)
    lost = desk.page.evaluate(PASTE_ALL, ["\n".join(BodyMaker(seed).make_blocks()) for seed in range(1, 301)])
    assert lost == []


@pytest.mark.parametrize(
    ("pasted", "html"),
    [
        (  # a bookmark around the text and its marker
            "<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><span style='mso-bookmark:_Hlk1'>"
            "<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; "
            "</span></span></span><![endif]>One</span></p>",
            "<ul><li>One</li></ul>",
        ),
        ("<ul><li><span>E. coli</span></li></ul>", "<ul><li>E. coli</li></ul>"),
        (
            "<figure><img src='https://a.uz/a.jpg'>This text<figcaption>c</figcaption></figure>",
            '<p><img src="https://a.uz/a.jpg" alt="">This text</p>\n<p>c</p>',
        ),
        (
            "<table><thead><tr><th>a</th><th></th></tr></thead><tbody><tr><td>b</td><td>c</td></tr></tbody></table>",
            "<table><thead><tr><th>a</th><th></th></tr></thead><tbody><tr><td>b</td><td>c</td></tr></tbody></table>",
        ),
        ("<h2>a<br>b</h2><div>c<p>d</p>e</div>", "<h2>a<br>b</h2>\n<p>c</p>\n<p>d</p>\n<p>e</p>"),
    ],
)
def test_what_other_editors_lost_is_kept(desk, pasted, html):
    desk.expected.append(STYLES_ARE_BLOCKED)
    assert desk.start().paste(pasted).html == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one", "<p>one</p>"),
        ("one\ntwo", "<p>one</p>\n<p>two</p>"),
        ("one\r\ntwo\r\n\r\nthree", "<p>one<br>two</p>\n<p>three</p>"),
        ("- a\n- b\n  - c\n\nd", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>\n<p>d</p>"),
        ("• a\n• b", "<ul><li>a</li><li>b</li></ul>"),
        ("2. a\n3. b", '<ol start="2"><li>a</li><li>b</li></ol>'),
        ("# Title\n\n### Sub", "<h2>Title</h2>\n<h3>Sub</h3>"),
        ("> a\n> - b", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>"),
        ("```js\na < b\n\nc\n```\nd", "<pre><code>a &lt; b\n\nc</code></pre>\n<p>d</p>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("**b** *i* _i_ `c*d*` ~~s~~", "<p><strong>b</strong> <em>i</em> <em>i</em> <code>c*d*</code> <s>s</s></p>"),
        ("**b *i* b**", "<p><strong>b <em>i</em> b</strong></p>"),
        (
            "[text](https://kun.uz/a_(b)) www.kun.uz.",
            '<p><a href="https://kun.uz/a_(b)">text</a> <a href="https://www.kun.uz">www.kun.uz</a>.</p>',
        ),
        ("2*3*4 a_b_c 1 * 2 * 3 snake_case_name", "<p>2*3*4 a_b_c 1 * 2 * 3 snake_case_name</p>"),
        ("- Salom, dedi u.\n— Hello", "<ul><li>Salom, dedi u.</li></ul>\n<p>— Hello</p>"),
        ("2024. A year", "<p>2024. A year</p>"),
        ("[x](javascript:alert(1)) <b>tag</b>", "<p>[x](javascript:alert(1)) &lt;b&gt;tag&lt;/b&gt;</p>"),
    ],
)
def test_plain_text_is_read_as_markdown(desk, text, html):
    assert desk.start().paste(text=text).html == html


def test_plain_text_goes_on_in_the_paragraph(desk):
    desk.start("<p>a <strong>b</strong></p>").press("Control+End").paste(text=" c")
    assert desk.html == "<p>a <strong>b c</strong></p>"


@pytest.mark.parametrize(
    "address", ["https://youtu.be/dQw4w9WgXcQ?si=1", "https://t.me/kunuz/123", "https://x.com/a/status/1234567"]
)
def test_an_address_that_is_pasted_alone_becomes_a_card(desk, address):
    desk.start().paste(text=address).type("Below")
    assert desk.html == f'<p><a href="{address}">{address}</a></p>\n<p>Below</p>'
    assert desk.page.locator(".text-card.embed").count() == 1


def test_an_address_that_is_typed_alone_becomes_a_card(desk):
    desk.start().type("https://youtu.be/dQw4w9WgXcQ\nBelow")
    assert desk.page.locator(".text-card.embed strong").inner_text() == "YouTube"
    assert desk.html.endswith("<p>Below</p>")
    desk.press("Control+z", "Control+z", "Control+z")
    assert desk.page.locator(".text-card.embed").count() == 0


def test_an_address_elsewhere_is_a_link(desk):
    desk.start("<ul><li>a </li></ul>").press("Control+End").type(" ").paste(text="https://youtu.be/dQw4w9WgXcQ")
    assert desk.html == '<ul><li>a <a href="https://youtu.be/dQw4w9WgXcQ">https://youtu.be/dQw4w9WgXcQ</a></li></ul>'


def test_an_address_over_a_selection_links_it(desk):
    desk.start("<p>the <em>old</em> canal</p>").select("canal").paste(text="https://kun.uz/a")
    assert desk.html == '<p>the <em>old</em> <a href="https://kun.uz/a">canal</a></p>'


def wait_for_uploads(desk, count):
    eventually(lambda: desk.page.evaluate("started.uploads.length") == count)
    return desk.page.evaluate("started.uploads.map(({ type, size }) => [type, size])")


def end_upload(desk, place, id):
    desk.page.evaluate("([place, id]) => started.uploads[place].end(id)", [place, id])
    desk.page.wait_for_timeout(50)


A, B = "01KCRPJ5M0V7Z4N8Q2W6X9Y3TA", "01KCRPJ5M0V7Z4N8Q2W6X9Y3TB"


def image(id):
    return f'<p><img src="media:{id}" alt=""></p>'


def test_a_pasted_file_is_uploaded_and_comes_where_it_was_pasted(desk):
    desk.start("<p>a</p><p>b</p>").press("Control+Home", "End").paste(files=[("a.png", "image/png", PNG)])
    assert wait_for_uploads(desk, 1) == [["image/png", len(PNG)]]
    assert desk.page.locator(".uploading").is_visible()
    assert desk.html == "<p>a</p>\n<p>b</p>"
    desk.type(" more")
    end_upload(desk, 0, A)
    assert desk.html == f"<p>a more</p>\n{image(A)}\n<p>b</p>"
    assert desk.page.locator(".uploading").count() == 0


def test_uploads_keep_their_order_however_they_end(desk):
    files = [("a.png", "image/png", PNG), ("b.png", "image/png", PNG)]
    desk.start("<p>a</p><p>b</p>").press("Control+Home", "End").paste(files=files)
    wait_for_uploads(desk, 2)
    end_upload(desk, 1, B)
    end_upload(desk, 0, A)
    assert desk.html == f"<p>a</p>\n{image(A)}\n{image(B)}\n<p>b</p>"


def test_an_upload_that_fails_leaves_nothing(desk):
    desk.start("<p>a</p>").paste(files=[("a.png", "image/png", PNG)])
    wait_for_uploads(desk, 1)
    end_upload(desk, 0, None)
    assert desk.html == "<p>a</p>"
    assert desk.page.locator(".uploading").count() == 0


def test_an_upload_outlives_the_text_around_it(desk):
    desk.start("<p>a</p><p>b</p>").press("Control+End").paste(files=[("a.png", "image/png", PNG)])
    wait_for_uploads(desk, 1)
    desk.press("Control+a", "Delete")
    end_upload(desk, 0, A)
    assert desk.html == image(A)


def test_an_upload_ends_after_another_body_came(desk):
    desk.start("<p>a</p><p>b</p>").press("Control+Home", "End").paste(files=[("a.png", "image/png", PNG)])
    wait_for_uploads(desk, 1)
    desk.page.evaluate("started.editor.setHtml('<p>0</p><p>a</p><p>b</p>')")
    end_upload(desk, 0, A)
    assert desk.html == f"<p>0</p>\n<p>a</p>\n{image(A)}\n<p>b</p>"


def test_an_upload_that_ends_after_the_editor_is_closed_does_nothing(desk):
    desk.start("<p>a</p>").paste(files=[("a.png", "image/png", PNG)])
    wait_for_uploads(desk, 1)
    desk.page.evaluate("started.editor.destroy()")
    end_upload(desk, 0, A)


def test_embedded_images_are_uploaded_and_never_in_the_body(desk):
    source = "data:image/png;base64,iVBORw0KGgo="
    desk.start().paste(f'<p>a <img src="{source}"> b</p><p><img src="{source}"></p><p>c</p>')
    assert wait_for_uploads(desk, 2) == [["image/png", 8]] * 2
    assert desk.html == "<p>a b</p>\n<p>c</p>"
    end_upload(desk, 0, A)
    end_upload(desk, 1, B)
    assert desk.html == f"<p>a b</p>\n{image(A)}\n{image(B)}\n<p>c</p>"


def test_a_copied_image_of_a_page_is_uploaded(desk):
    html = '<meta charset="utf-8"><img src="https://example.com/a.png" alt="x">'
    desk.start().paste(html, files=[("image.png", "image/png", PNG)])
    assert wait_for_uploads(desk, 1) == [["image/png", len(PNG)]]
    assert desk.html == ""


def test_a_picture_of_what_is_copied_is_not_uploaded(desk):
    desk.start().paste("<table><tr><td>a</td><td>b</td></tr></table>", "a\tb", files=[("image.png", "image/png", PNG)])
    assert desk.html == "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    assert desk.page.evaluate("started.uploads.length") == 0


def test_a_file_that_is_no_picture_is_refused(desk):
    desk.start("<p>a</p>").paste(files=[("a.pdf", "application/pdf", b"%PDF")])
    assert desk.problems == ["text.fileIsNoPicture"]
    assert desk.html == "<p>a</p>"


def test_a_table_in_a_table_becomes_text(desk):
    desk.start("<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>").select("a")
    desk.paste("<p>x</p><table><tr><td>1</td><td>2</td></tr></table>")
    assert desk.page.locator(".text table").count() == 1
    assert desk.problems == ["text.noTableHere"]
    assert [word for word in ("x", "1", "2", "b") if word not in desk.page.locator(".text table").inner_text()] == []


def test_what_a_caption_cannot_contain_becomes_its_text(desk):
    desk.start(f'<figure><img src="media:{A}" alt="x"><figcaption>Own</figcaption></figure>').select("Own")
    desk.paste("<h2>New</h2><ul><li>a</li><li><b>b</b></li></ul>")
    assert (
        desk.html == f'<figure><img src="media:{A}" alt="x"><figcaption>New a <strong>b</strong></figcaption></figure>'
    )


EVERYTHING = (
    '<p dir="rtl">a <b>b</b> <q cite="https://kun.uz/">c</q></p><ul><li><p>loose</p></li></ul>'
    "<blockquote>bare</blockquote>"
    '<p><a href="https://youtu.be/dQw4w9WgXcQ" rel="noopener">Title</a></p><dl><dt>raw</dt></dl>'
    f'<figure><img src="media:{A}" alt="x"><figcaption>An <em>own</em> caption</figcaption></figure>'
    '<table><thead><tr><th align="right" scope="col">h</th></tr></thead><tbody><tr><td>c</td></tr></tbody></table>'
    "<p>end</p>"
)


def test_what_is_copied_in_the_editor_is_pasted_whole(desk):
    html = desk.start(EVERYTHING).html
    desk.press("Control+a", "Control+c")
    desk.start().press("Control+v")
    assert desk.html == html


def test_html_of_another_editor_of_this_kind_is_cleaned(desk):
    desk.expected.append(STYLES_ARE_BLOCKED)
    html = '<p data-pm-slice="1 1 []"><span style="font-weight:700">bold</span><script>alert(1)</script></p>'
    assert desk.start().paste(html).html == "<p><strong>bold</strong></p>"


@pytest.mark.parametrize(
    "html",
    [
        "<p><a href='javascript:alert(1)'>x</a><img src=x onerror=alert(1)></p>",
        '<figure data-embed data-desk data-pm-slice="0 0 []"><a href="javascript:alert(1)">x</a></figure>',
        '<p data-pm-slice="1 1 [&quot;blockquote&quot;,{&quot;cite&quot;:[&quot;script&quot;]}]" data-desk>x</p>',
        "<svg><script>alert(1)</script></svg><math><mtext><img src=x onerror=alert(1)></mtext></math>",
    ],
)
def test_nothing_that_is_pasted_runs(desk, html):
    desk.expected.append("inline event handler violates")
    desk.start().paste(html)
    assert (
        desk.page.evaluate(
            "[...document.querySelectorAll('.text [href]')].filter(({ protocol }) => !/^https?:/.test(protocol)).length"
        )
        == 0
    )
