"""POST /v1/subscriptions/confirm: which codes it accepts, and how it answers all others."""

import json
import re
from urllib.parse import urlencode

from tests.support.subscribers import Reader, read_headers


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
