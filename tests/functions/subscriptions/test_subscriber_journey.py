"""A reader's whole way: as a program, in a browser without script, and what the logs contain of it."""

import json
import re

from tests.support.subscribers import CONSENT, Reader, read_outbox, read_parts


def test_a_reader_signs_up_confirms_and_unsubscribes_by_one_click(reader):
    signup = reader.sign_up(lists=["daily", "weekly"])
    assert (signup["statusCode"], json.loads(signup["body"])) == (202, {"status": "accepted"})

    reader.deliver()
    [mail] = reader.mails()
    assert mail["subject"] == "Confirm your subscription to Gazette"
    assert read_parts("list/") == []

    confirmed = reader.confirm()
    response = json.loads(confirmed["body"])
    assert (confirmed["statusCode"], response["status"]) == (200, "confirmed")
    assert [subscription["list"] for subscription in response["lists"]] == ["daily", "weekly"]
    assert [item["part"] for item in read_parts("list/")] == ["list/daily", "list/weekly"]

    url = response["lists"][0]["unsubscribe_url"]
    assert url.startswith("https://news.example/v1/subscriptions/unsubscribe/")
    for _ in range(2):
        unsubscribed = reader.post_unsubscribe(url)
        assert (unsubscribed["statusCode"], json.loads(unsubscribed["body"])) == (200, {"status": "unsubscribed"})
    assert [item["part"] for item in read_parts("list/")] == ["list/weekly"]
    assert [item["event"] for item in read_parts("consent/")] == ["requested", "confirmed", "unsubscribed"]


def test_a_reader_does_the_same_in_a_browser_without_script(reader):
    form = f"email=reader%40example.org&lang=ru&lists=daily&lists=weekly&consent={CONSENT}&remark="
    signup = reader.call("POST /v1/subscriptions", form=form, accept="text/html,*/*;q=0.8")
    assert signup["statusCode"] == 202
    assert "<h1>Загляните в почту</h1>" in signup["body"]
    reader.deliver()
    assert reader.mails()[0]["subject"] == "Подтвердите подписку: Gazette"

    page = reader.call("GET /v1/subscriptions/confirm", query="lang=ru", accept="text/html")
    assert '<form method="post" action="/v1/subscriptions/confirm?lang=ru">' in page["body"]
    confirmed = reader.call("POST /v1/subscriptions/confirm", form=f"token={reader.token()}", accept="text/html")
    assert confirmed["statusCode"] == 200
    assert "<h1>Подписка подтверждена</h1>" in confirmed["body"]
    [daily, weekly] = re.findall(
        r'href="(https://news\.example/v1/subscriptions/unsubscribe/[^"]+)"', confirmed["body"]
    )

    token = daily.rpartition("/")[2].removesuffix("?lang=ru")
    page = reader.call("GET /v1/subscriptions/unsubscribe/{token}", params={"token": token}, accept="text/html")
    assert f'action="/v1/subscriptions/unsubscribe/{token}?lang=ru"' in page["body"]
    assert len(read_parts("list/")) == 2
    unsubscribed = reader.post_unsubscribe(daily, "action=list", accept="text/html")
    assert "<h1>Вы отписались</h1>" in unsubscribed["body"]
    assert f'action="/v1/subscriptions/unsubscribe/{token}?lang=ru"' in unsubscribed["body"]
    restored = reader.post_unsubscribe(daily, "action=undo", accept="text/html")
    assert "<h1>Вы снова подписаны</h1>" in restored["body"]
    assert len(read_parts("list/")) == 2
    assert "Письма больше не приходят" in reader.post_unsubscribe(weekly, "action=all", accept="text/html")["body"]
    assert read_parts("list/") == []


def test_a_subscription_sends_one_mail(reader):
    reader.subscribe()
    assert len(read_outbox()) == 1


def test_no_log_line_contains_an_address_or_a_token(reader, capfd, caplog):
    caplog.set_level("DEBUG")
    canary = Reader("canary.bird+tag@example.org", clock=reader.clock)
    urls = canary.subscribe(lists=["daily", "weekly"])
    token = canary.token()
    canary.sign_up()
    canary.deliver()
    canary.post_unsubscribe(urls[0])
    canary.post_unsubscribe(urls[1], "action=all", accept="text/html")
    canary.sign_up(remark="x")
    canary.sign_up(lang="xx")
    canary.confirm(token)
    canary.confirm(token, refuse=True)
    logged = "".join(capfd.readouterr()) + "".join(
        record.getMessage() for record in caplog.records if record.name.startswith("gazette")
    )
    assert "mail handled" in logged
    for secret in ("canary.bird", token, urls[0].rpartition("/")[2], urls[0].rpartition(".")[2]):
        assert secret not in logged
