import time

from gazette.search.indexing.documents import extract_text


def test_the_text_of_a_body_has_a_line_for_each_block():
    body = "<p>One &amp; two<br>three</p>\n<figure><figcaption>A picture</figcaption></figure><ul><li>a<li>b</ul>"
    assert extract_text(body) == "One & two\nthree\nA picture\na\nb"
    assert extract_text("<p>a\u00a0 \u3000b<em>c</em></p>") == "a bc"


def test_blanks_of_any_kind_take_no_time():
    started = time.process_time()
    assert extract_text(f"<p>a{chr(0x3000) * 100_000}b</p>") == "a b"
    assert time.process_time() - started < 2
