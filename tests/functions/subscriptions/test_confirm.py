"""POST /v1/subscriptions/confirm: which codes it accepts, and how it answers all others."""

import json
import re
from urllib.parse import urlencode

import pytest

from tests.support.subscribers import Reader, read_headers, read_parts


def test_a_text_without_a_code_is_answered_with_its_field(reader):
    response = reader.call(
        "POST /v1/subscriptions/confirm", form=f"token={'x' * 201}", query="lang=ru", accept="text/html"
    )
    assert response["statusCode"] == 422
    assert "Проверьте, что вы ввели" in response["body"]
    assert 'name="token"' in response["body"]


def test_the_whole_link_may_be_pasted_into_the_field(reader):
    reader.sign_up(lang="ru")
    reader.deliver()
    link = re.search(r"https://\S+/confirm\S+", reader.mails()[-1]["text"])[0]
    form = urlencode({"token": f"Откройте <{link}>."})
    assert reader.call("POST /v1/subscriptions/confirm", form=form)["statusCode"] == 200


@pytest.mark.parametrize(
    "text",
    ["Code{}", "{}Then", "_{}_", "__{}__", "\N{ZERO WIDTH SPACE}{}", "#token={}", "aaaaaaa{}aaaaaaaa", "a" * 20 + "{}"],
)
@pytest.mark.parametrize("refuse", [False, True])
def test_a_code_that_touches_words_or_markup_is_found(reader, text, refuse):
    reader.sign_up()
    reader.deliver()
    entered = text.format(reader.token())
    assert reader.confirm(entered, refuse=refuse)["statusCode"] == 200
    assert len(read_parts("list/")) == (0 if refuse else 1)


def test_no_part_of_a_code_and_no_changed_code_is_accepted(reader):
    reader.sign_up()
    reader.deliver()
    token = reader.token()
    for text in (
        token[:-1],
        token[1:],
        f"{token[1:]}A",
        f"A{token[:-1]}",
        token.swapcase(),
        f"{token[:20]}x{token[20:]}",
    ):
        assert reader.confirm(text)["statusCode"] == 410
    assert read_parts("list/") == []


def test_an_invalid_token_is_answered_with_the_field_and_a_form_for_a_new_letter(reader):
    response = reader.call("POST /v1/subscriptions/confirm", form="token=unknown", query="lang=en", accept="text/html")
    assert response["statusCode"] == 410
    assert 'action="/v1/subscriptions"' in response["body"]
    assert 'action="/v1/subscriptions/confirm?lang=en"' in response["body"]
    assert 'name="token"' in response["body"]
    assert "unknown" not in response["body"]
    assert read_headers(response)["cache-control"] == "no-store"


def test_unknown_foreign_used_and_expired_tokens_get_the_same_answer(reader):
    reader.subscribe()
    used = reader.token()
    reader.clock.forward(minutes=11)
    other = Reader("other@example.org", clock=reader.clock, delivered=reader.delivered)
    other.sign_up()
    other.deliver()
    expired = other.token()
    reader.clock.forward(hours=49)
    responses = [reader.confirm(token) for token in (used, expired, "x" * 43, "")]
    responses += [reader.confirm(token, refuse=True) for token in (expired, "x" * 43)]
    assert {response["statusCode"] for response in responses} == {410}
    assert len({json.dumps(response, sort_keys=True) for response in responses}) == 1
