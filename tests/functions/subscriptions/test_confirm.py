"""POST /v1/subscriptions/confirm: which codes it accepts, and how it answers all others."""

import json

import pytest

from tests.support.subscribers import Reader, read_headers


def test_a_code_that_is_too_long_is_answered_with_its_field(reader):
    response = reader.call(
        "POST /v1/subscriptions/confirm", form=f"token={'x' * 201}", query="lang=ru", accept="text/html"
    )
    assert response["statusCode"] == 422
    assert "Проверьте, что вы ввели" in response["body"]
    assert 'name="token"' in response["body"]


@pytest.mark.parametrize("pasted", ["+{}{}%0D%0A", "%09{}{}", "{}{}%C2%A0", "{}%0D%0A+{}"])
def test_a_code_may_be_pasted_with_blanks(reader, pasted):
    reader.sign_up()
    reader.deliver()
    token = reader.token()
    form = "token=" + pasted.format(token[:20], token[20:])
    assert reader.call("POST /v1/subscriptions/confirm", form=form)["statusCode"] == 200


def test_an_invalid_token_is_answered_with_a_page_that_offers_a_new_signup(reader):
    response = reader.call("POST /v1/subscriptions/confirm", form="token=unknown", accept="text/html")
    assert response["statusCode"] == 410
    assert 'action="/v1/subscriptions"' in response["body"]
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
