"""Letters: what readers see of an issue, and what differs between two of them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazette.subscriptions.mail.rendering.excerpts import clean_line
from gazette.subscriptions.mail.rendering.letter_values import MAX_PICTURE
from gazette.subscriptions.mail.rendering.personal_body import PLACEHOLDER
from gazette.words import load_words
from tests.support.html import attributes, parse, text, texts
from tests.support.letters import IMAGE, LANGUAGES, RATES, STORIES, build_card, build_content
from tests.support.mails import build_mail, get_letter_builder, read_body
from tests.support.mails import parse as parse_mail
from tests.support.subscribers import read_parts

TITLE = "Tashkent opens nine stations of its ring metro line"
ODD_TEXT = st.text(
    st.sampled_from("aZ9 .,:;<>&\"'«»“”\r\n\t\x00\x1b\x85\u2028\u202e\u200fбЎқ中אع😀ß\u0301=?@-_/")
    | st.characters(exclude_categories=["Cs"]),
    min_size=1,
    max_size=300,
)
LIST_LINK = re.compile(r"https://\S+/unsubscribe/\S+")


def build(list_id="daily", lang="en", **members):
    return get_letter_builder().build_letter(build_content(list_id, lang, **members))


def show(letter):
    return parse(letter.html)


def with_lead(**members):
    """The content's stories, whose first has other members."""
    first, *others = build_content("daily", "en")["stories"]
    return {"stories": [{**first, **members}, *others]}


def test_a_daily_issue_has_its_date_rates_picture_lead_and_sections_in_this_order():
    letter = build()
    html = show(letter)
    assert letter.subject == TITLE
    assert (texts(html, "h1"), texts(html, ".date")) == (["Daily digest"], ["30 November 2026"])
    assert texts(html, ".cell") == ["USD −46.0012,059.78", "EUR +21.0713,942.31", "RUB154.91"]
    assert texts(html, ".source") == ["Rates for 30 November: Central Bank of Uzbekistan"]
    assert texts(html, "h2") == ["Society", "Economy", "Region", "Sport"]
    titles = [title for _, title, _ in STORIES["en"]]
    assert texts(html, "h3") == [titles[number] for number in (0, 3, 1, 2, 4, 5)], "the lead opens its section"
    order = [letter.html.index(part) for part in ("30\u00a0November 2026", "12,059.78", "share.jpg", TITLE + "</a>")]
    assert order == sorted(order)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_are_written_as_the_language_writes_them(lang):
    rate, change = ("12,059.78", "−46.00") if lang == "en" else ("12\u00a0059,78", "−46,00")
    for list_id in ("daily", "weekly"):
        letter = build(list_id, lang)
        assert f">{rate}<" in letter.html
        assert f"USD {rate} ({change})" in letter.text


def test_the_picture_of_the_lead_is_a_jpeg_that_leads_to_its_story():
    html = show(build())
    [image] = html.query("img")
    assert (image.attrs["src"], image.attrs["width"]) == ("https://news.example/media/1/share.jpg", "600")
    assert "height" not in image.attrs
    assert image.parent.attrs["href"] == "https://news.example/en/story-1"


@pytest.mark.parametrize(
    ("image", "alts"),
    [
        (None, []),
        ({**IMAGE, "share": {**IMAGE["share"], "bytes": MAX_PICTURE + 1}}, []),
        ({**IMAGE, "share": {**IMAGE["share"], "bytes": MAX_PICTURE}}, [IMAGE["alt"]]),
        ({**IMAGE, "alt": ""}, [TITLE]),
    ],
)
def test_a_picture_may_lack_or_be_too_large_and_an_ornament_is_described_by_the_title(image, alts):
    assert attributes(show(build(**with_lead(image=image))), "img", "alt") == alts


def test_an_issue_without_rates_has_no_table_of_them():
    for rates in (None, {**RATES, "lines": []}):
        letter = build(rates=rates)
        assert "Central Bank of Uzbekistan" not in letter.html + letter.text


def test_a_weekly_issue_numbers_its_stories_with_section_and_day():
    letter = build("weekly")
    html = show(letter)
    assert letter.subject == f"22–28 November: {TITLE}"
    assert (texts(html, "h1"), texts(html, ".date")) == (["Weekly digest"], ["22–28 November"])
    assert texts(html, ".number") == ["1", "2", "3", "4", "5", "6"]
    assert texts(html, ".kicker")[:2] == ["Society · 29 November", "Economy · 29 November"]
    assert texts(html, "h2") == [title for _, title, _ in STORIES["en"]]
    assert texts(html, ".source") == ["Rates for 30 November, changes over a week: Central Bank of Uzbekistan"]
    assert "2. Economy · 29\u00a0November\nThe Central Bank keeps its rate" in letter.text


def test_the_days_of_a_week_in_two_months_name_both():
    letter = build("weekly", **{"from": "2026-11-28T22:00:00Z", "until": "2026-12-06T02:30:00Z"})
    assert letter.subject == f"29 November – 5 December: {TITLE}"


def test_an_alert_says_when_it_was_published_and_leads_to_the_story():
    letter = build("breaking")
    html = show(letter)
    assert (letter.subject, texts(html, "h1"), texts(html, ".bar")) == (TITLE, [TITLE], ["Breaking news"])
    assert texts(html, ".small")[0] == "29 November 2026 at 14:32 (Tashkent time)"
    assert attributes(html, ".button-link", "href") == ["https://news.example/en/story-1"]
    assert "The second half of the ring is due in 2028." in letter.text


def test_a_story_of_a_list_has_one_sentence_and_the_lead_three():
    dek = "One. Two, says J. Smith. Three? Four."
    stories = [build_card("en", number, "Sport", "Title", dek) for number in (1, 2)]
    html = show(build(stories=stories))
    assert (texts(html, ".text"), texts(html, ".summary")) == (["One. Two, says J. Smith. Three?"], ["One."])


def test_a_long_heading_has_lines_of_72_columns_in_the_text():
    title = "Слово " * 30 + "конец"
    for list_id in ("weekly", "breaking"):
        plain = build(list_id, "ru", stories=[build_card("ru", 1, "Раздел " * 12, title, None)]).text
        assert [line for line in plain.splitlines() if len(line) > 72 and "https://" not in line] == []


def test_what_somebody_paid_for_says_so():
    for list_id in ("daily", "weekly", "breaking"):
        letter = build(list_id, **with_lead(label={"slug": "sponsored", "name": "Advertisement"}))
        assert "Advertisement" in letter.text
        assert "Advertisement" in text(show(letter))


def test_no_section_of_a_daily_issue_comes_twice_and_other_news_are_at_the_end():
    def find_headings(*sections):
        categories = [[{"slug": "x", "name": name}] if name else [] for name in sections]
        stories = [
            build_card("en", number, "", f"T{number}", None, categories=names)
            for number, names in enumerate(categories)
        ]
        letter = build(stories=stories)
        headings = re.findall(r"<(h[23])[^>]*>(?:<a[^>]*>)?([^<]+)<", letter.html)
        lines = [name.upper() if name in ("City", "Sport", "Other news") else name for _, name in headings]
        assert [line for line in letter.text.splitlines() if line in lines] == lines, "the text has the same order"
        return headings

    assert find_headings("City", "", "City", "Sport") == [
        *(("h2", "City"), ("h3", "T0"), ("h3", "T2")),
        *(("h2", "Sport"), ("h3", "T3"), ("h2", "Other news"), ("h3", "T1")),
    ]
    assert find_headings("", "", "") == [("h2", "T0"), ("h2", "Other news"), ("h3", "T1"), ("h3", "T2")]
    assert find_headings("") == [("h2", "T0")]


def test_a_story_without_a_section_and_a_summary_is_among_other_news():
    stories = [build_card("en", number, "", "Title", None, categories=[]) for number in (1, 2)]
    for list_id in ("daily", "weekly", "breaking"):
        letter = build(list_id, stories=stories[:1] if list_id == "breaking" else stories)
        counts = [body.lower().count("other news") for body in (letter.html, letter.text)]
        assert counts == ([1, 1] if list_id == "daily" else [0, 0])
        assert "None" not in letter.html + letter.text
        preheader = text(show(letter), ".preheader").strip(" \u034f\u200c")
        assert 5 <= len(preheader) <= 90


def test_the_longest_stories_fit_into_a_mail_that_gmail_does_not_cut():
    story = build_card("ru", 1, "Ж" * 60, "Щ" * 299 + "!", ("Слово " * 170)[:1000], image=IMAGE)
    stories = [{**story, "categories": [{"slug": "x", "name": f"{number} {'Ж' * 60}"}]} for number in range(12)]
    for list_id in ("daily", "weekly"):
        letter = build(list_id, "ru", stories=stories)
        assert len(letter.html.encode()) < 50_000
        assert "Слово…" in letter.html


def test_letters_of_two_readers_differ_in_the_unsubscribe_token_alone():
    letter = build()
    first, second = (parse_mail(letter.address(subscriber)) for subscriber in ("1" * 64, "2" * 64))
    for form in ("plain", "html"):
        bodies = [read_body(message, form) for message in (first, second)]
        assert bodies[0] != bodies[1]
        assert LIST_LINK.sub("", bodies[0]) == LIST_LINK.sub("", bodies[1])
    assert PLACEHOLDER not in str(first)
    for message in (first, second):
        del message["List-Unsubscribe"]
    assert first.items() == second.items()


def test_a_forwarded_letter_leads_to_the_settings_without_a_token():
    for kind in ("daily", "weekly", "alert"):
        links = re.findall(r"https://\S+/manage\S*", read_body(build_mail(kind, "uz"), "plain"))
        assert links == ["https://news.example/v1/subscriptions/manage?lang=uz"]


def test_a_letter_unsubscribes_its_reader_by_one_click(reader):
    reader.subscribe(lists=["daily", "weekly"])
    [subscriber] = {item["subscriber"] for item in read_parts("list/")}
    message = parse_mail(build().address(subscriber))
    assert reader.post_unsubscribe(message["List-Unsubscribe"].strip("<>"))["statusCode"] == 200
    assert [item["part"] for item in read_parts("list/")] == ["list/weekly"]


def test_a_letter_is_tagged_with_its_kind_and_its_list():
    tags = build("breaking", "uz-Cyrl").tags
    feedback_id = {"ses:feedback-id-a": "alert", "ses:feedback-id-b": "breaking-uz-Cyrl"}
    assert tags == {**feedback_id, "issue": build_content("breaking", "uz-Cyrl")["issue"].replace("/", "_")}
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value) for value in tags.values()), "SES refuses others"


def test_a_language_from_right_to_left_turns_the_letter(monkeypatch):
    monkeypatch.setitem(load_words("en")["site"], "dir", "rtl")
    html = show(build())
    assert {element.attrs["dir"] for element in html.query("[dir]")} == {"rtl"}
    assert [cell.attrs["align"] for cell in html.query("td.dateline")] == ["right", "left"]


@settings(max_examples=30, deadline=None)
@given(title=ODD_TEXT, dek=ODD_TEXT, section=ODD_TEXT)
def test_no_text_of_an_article_changes_the_fields_or_the_markup(title, dek, section):
    if not clean_line(title):
        title = "x"
    story = build_card("en", 1, section, title, dek)
    for list_id in ("daily", "breaking"):
        letter = build(list_id, stories=[story])
        message = parse_mail(letter.address("1" * 64))
        assert (message["Subject"], message.defects) == (clean_line(title), [])
        assert list(message) == list(build_mail("daily", "en"))
        html = parse(read_body(message, "html"))
        assert texts(html, ".lead, .h1") == [" ".join(clean_line(title).split())]
