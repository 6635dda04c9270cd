import base64
import json
import re
from urllib.parse import urlencode

import pytest

from functions.subscriptions import handler as subscriptions
from gazette.aws.clients import client
from gazette.subscriptions.model import Profile
from tests.conftest import Context, http_event
from tests.support.subscribers import CONSENT, Reader, items, outbox, parts, records

FORM = "application/x-www-form-urlencoded"
SERVICES = [client("dynamodb"), client("ssm"), client("sesv2", read_seconds=5, tries=1)]


def problem(answer):
    assert {name.lower(): value for name, value in answer["headers"].items()}["content-type"] == (
        "application/problem+json"
    )
    return json.loads(answer["body"])


def pointers(answer):
    return [error["pointer"] for error in problem(answer)["errors"]]


def headers(answer):
    return {name.lower(): value for name, value in answer["headers"].items()}


# --- the whole way ----------------------------------------------------------------------------------------------


def test_a_reader_signs_up_confirms_and_leaves_by_one_click(reader):
    asked = reader.sign_up(lists=["daily", "weekly"])
    assert (asked["statusCode"], json.loads(asked["body"])) == (202, {"status": "accepted"})

    reader.deliver()
    [mail] = reader.mails()
    assert mail["subject"] == "Confirm your subscription to Gazette"
    assert parts("list/") == []

    confirmed = reader.confirm()
    answer = json.loads(confirmed["body"])
    assert (confirmed["statusCode"], answer["status"]) == (200, "confirmed")
    assert [found["list"] for found in answer["lists"]] == ["daily", "weekly"]
    assert [item["part"] for item in parts("list/")] == ["list/daily", "list/weekly"]

    url = answer["lists"][0]["unsubscribe_url"]
    assert url.startswith("https://news.example/v1/subscriptions/unsubscribe/")
    for _ in range(2):
        left = reader.post(url)
        assert (left["statusCode"], json.loads(left["body"])) == (200, {"status": "unsubscribed"})
    assert [item["part"] for item in parts("list/")] == ["list/weekly"]
    assert [item["event"] for item in parts("consent/")] == ["requested", "confirmed", "unsubscribed"]


def test_a_reader_does_the_same_in_a_browser_without_script(reader):
    form = f"email=reader%40example.org&lang=ru&lists=daily&lists=weekly&consent={CONSENT}&website="
    asked = reader.call("POST /v1/subscriptions", form=form, accept="text/html,*/*;q=0.8")
    assert asked["statusCode"] == 202
    assert "<h1>Загляните в почту</h1>" in asked["body"]
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
    opened = reader.call("GET /v1/subscriptions/unsubscribe/{token}", params={"token": token}, accept="text/html")
    assert f'action="/v1/subscriptions/unsubscribe/{token}?lang=ru"' in opened["body"]
    assert len(parts("list/")) == 2
    left = reader.post(daily, "action=list", accept="text/html")
    assert "<h1>Вы отписались</h1>" in left["body"]
    assert f'action="/v1/subscriptions/unsubscribe/{token}?lang=ru"' in left["body"]
    back = reader.post(daily, "action=undo", accept="text/html")
    assert "<h1>Вы снова подписаны</h1>" in back["body"]
    assert len(parts("list/")) == 2
    assert "Письма больше не приходят" in reader.post(weekly, "action=all", accept="text/html")["body"]
    assert parts("list/") == []


# --- one neutral answer -----------------------------------------------------------------------------------------


def none(reader):
    pass


def wished(reader):
    reader.sign_up()


def pending(reader):
    reader.sign_up()
    reader.deliver()


def active(reader):
    reader.subscribe()


def left(reader):
    reader.post(reader.subscribe()[0])


def refused(reader):
    pending(reader)
    reader.confirm(refuse=True)


def throttled(reader):
    pending(reader)
    pending(reader)


STATES = [none, wished, pending, active, left, refused, throttled]


def observed(reader, **fields):
    """The answer to a signup, and the ordered list of AWS operations that it took with the forms of their writes."""
    calls = []

    def note(model, params, **_):
        body = json.loads(params["body"])
        calls.append((model.name, sorted(body), body.get("UpdateExpression"), body.get("ConditionExpression")))

    for service in SERVICES:
        service.meta.events.register("before-call", note, unique_id="note")
    try:
        answer = reader.sign_up(**fields)
    finally:
        for service in SERVICES:
            service.meta.events.unregister("before-call", unique_id="note")
    return answer, calls


@pytest.mark.parametrize("state", STATES)
def test_every_signup_is_answered_alike_and_takes_the_same_single_write(reader, state):
    first = observed(Reader("somebody.else@example.org", clock=reader.clock))
    state(reader)
    answer, calls = observed(reader)
    assert (answer, calls) == first
    assert [name for name, *_ in calls] == ["UpdateItem"]
    assert answer == {
        "statusCode": 202,
        "body": '{"status":"accepted"}',
        "isBase64Encoded": False,
        "headers": {"cache-control": "no-store", "Content-Type": "application/json"},
        "cookies": [],
    }


def test_a_robot_that_fills_the_hidden_field_is_answered_alike_and_nothing_follows(reader):
    first = observed(Reader("somebody.else@example.org", clock=reader.clock))
    already = len(records())
    assert observed(reader, website="https://spam.example") == first
    assert len(records()) == already
    assert "reader@example.org" not in json.dumps(items(), default=str)


def test_nothing_of_an_active_profile_is_changed_by_a_signup(reader):
    reader.subscribe()
    [before] = [item for item in items() if item["part"] == "profile"]
    reader.sign_up(lists=["weekly"], lang="ru", email="READER@example.org")
    [after] = [item for item in items() if item["part"] == "profile"]
    assert {name: value for name, value in after.items() if name not in ("wish", "mail_due")} == before
    reader.deliver()
    assert [item["part"] for item in parts("list/")] == ["list/daily"]


# --- what is refused --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"email": "reader"}, ["#/email"]),
        ({"email": "Reader <reader@example.org>"}, ["#/email"]),
        ({"email": "r" * 400 + "@example.org"}, ["#/email"]),
        ({"email": 7}, ["#/email"]),
        ({"lang": "xx"}, ["#/lang"]),
        ({"consent": "0000"}, ["#/consent"]),
        ({"lists": ["daily", "hourly"]}, ["#/lists/1"]),
        ({"lists": []}, ["#/lists"]),
        ({"lists": "daily"}, ["#/lists"]),
        ({"topics": ["economy"]}, ["#/topics/0"]),
        ({"lang": "xx", "lists": ["hourly"], "topics": ["x"]}, ["#/lang", "#/lists/0", "#/topics/0"]),
        ({"name": "Reader"}, ["#/name"]),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_nothing_is_written(reader, fields, where):
    answer = reader.sign_up(**fields)
    assert (answer["statusCode"], pointers(answer)) == (422, where)
    assert items() == []
    assert "example.org" not in answer["body"]


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"body": "{"}, 400),
        ({"body": "[" * 4000}, 400),
        ({"body": '{"email": NaN}'}, 400),
        ({"body": json.dumps({"email": "a@example.org", "lang": "\ud800", "consent": CONSENT})}, 422),
        ({"body": json.dumps({"email": "\ud800@example.org", "lang": "en", "consent": CONSENT})}, 422),
        ({"body": "[]"}, 422),
        ({"body": "null"}, 422),
        ({"body": "{}"}, 422),
        ({}, 422),
        ({"body": json.dumps({"email": "x" * 4096})}, 413),
        ({"form": "email=" + "x" * 4096}, 413),
        ({"form": f"email=a@example.org&email=b@example.org&lang=en&consent={CONSENT}"}, 422),
        ({"body": "<x/>", "headers": {"content-type": "text/xml"}}, 415),
        ({"body": "x", "headers": {"content-type": "multipart/form-data; boundary=x"}}, 415),
        ({"body": "{}", "query": "utm_source=x"}, 422),
    ],
)
def test_a_request_that_cannot_be_read_is_refused(reader, parts, status):
    answer = reader.call("POST /v1/subscriptions", **parts)
    assert (answer["statusCode"], problem(answer)["status"]) == (status, status)
    assert headers(answer)["cache-control"] == "no-store"
    assert items() == []


@pytest.mark.parametrize("body", ["email=reader%40example.org&lang=en&lists=daily&consent=" + CONSENT, None])
def test_the_gateway_hands_bodies_over_in_base64(reader, body):
    media_type = FORM if body else "application/json"
    body = body or json.dumps({"email": "reader@example.org", "lang": "en", "consent": CONSENT})
    event = {"body": base64.b64encode(body.encode()).decode(), "headers": {"content-type": media_type}}
    answer = subscriptions.handler(
        {**http_event("POST /v1/subscriptions", **event), "isBase64Encoded": True}, Context()
    )
    assert answer["statusCode"] == 202
    reader.deliver()
    assert len(reader.mails()) == 1


def refused_form(reader, **fields):
    """The page that a browser gets for a form that was wrong."""
    form = urlencode({"email": "reader@example.org", "lang": "en", "consent": CONSENT, **fields}, doseq=True)
    answer = reader.call("POST /v1/subscriptions", form=form, accept="text/html")
    assert answer["statusCode"] == 422
    assert headers(answer)["content-type"].startswith("text/html")
    assert headers(answer)["cache-control"] == "no-store"
    assert items() == []
    return answer["body"]


def ticked(page):
    return re.findall(r'type="checkbox" name="\w+" value="(\w+)" checked', page)


def test_a_form_with_no_box_ticked_subscribes_to_nothing_and_comes_again_with_what_was_entered(reader):
    page = refused_form(reader)
    assert "<p>Please choose at least one letter.</p>" in page
    assert '<form method="post" action="/v1/subscriptions"' in page
    assert 'name="email" value="reader@example.org"' in page
    assert ticked(page) == [CONSENT]
    answer = reader.call("POST /v1/subscriptions", form=f"email=reader%40example.org&lang=en&consent={CONSENT}")
    assert (answer["statusCode"], pointers(answer)) == (422, ["#/lists"])


def test_json_without_lists_asks_for_the_default(reader):
    assert reader.sign_up()["statusCode"] == 202
    assert [item["wish"]["lists"] for item in items()] == [["daily"]]


def test_a_form_that_is_wrong_says_what_is_wrong_in_its_own_language(reader):
    page = refused_form(reader, email='"><b>reader', lang="ru", lists=["weekly", "breaking"], consent="0000")
    assert "<h1>Не получилось</h1>" in page
    assert "На такой адрес электронной почты письма не отправить." in page
    assert "Подтвердите согласие с текстом в конце." in page
    assert "рассылку.</p>" not in page
    assert 'value="&#34;&gt;&lt;b&gt;reader"' in page
    assert ticked(page) == ["breaking", "weekly"]


@pytest.mark.parametrize(
    "parts",
    [
        {"form": "email=a&email=b&lang=ru"},
        {"form": "lists=daily&name=x"},
        {"body": '{"email": 7, "lists": [7, {}], "lang": []}'},
        {"body": '{"lists": 7}'},
        {"body": "[]"},
        {"body": "{}"},
    ],
)
def test_the_form_comes_again_whatever_was_sent_in_its_place(reader, parts):
    answer = reader.call("POST /v1/subscriptions", accept="text/html", **parts)
    assert answer["statusCode"] == 422
    assert '<form method="post" action="/v1/subscriptions"' in answer["body"]


def test_a_code_that_cannot_be_one_brings_the_field_again(reader):
    answer = reader.call(
        "POST /v1/subscriptions/confirm", form=f"token={'x' * 201}", query="lang=ru", accept="text/html"
    )
    assert answer["statusCode"] == 422
    assert "Проверьте, что вы ввели" in answer["body"]
    assert 'name="token"' in answer["body"]


@pytest.mark.parametrize("pasted", ["+{}{}%0D%0A", "%09{}{}", "{}{}%C2%A0", "{}%0D%0A+{}"])
def test_a_code_may_be_pasted_with_the_blanks_around_it(reader, pasted):
    reader.sign_up()
    reader.deliver()
    token = reader.token()
    form = "token=" + pasted.format(token[:20], token[20:])
    assert reader.call("POST /v1/subscriptions/confirm", form=form)["statusCode"] == 200


# --- links ------------------------------------------------------------------------------------------------------


def test_a_token_that_is_over_is_answered_with_a_page_that_offers_a_new_letter(reader):
    answer = reader.call("POST /v1/subscriptions/confirm", form="token=unknown", accept="text/html")
    assert answer["statusCode"] == 410
    assert 'action="/v1/subscriptions"' in answer["body"]
    assert headers(answer)["cache-control"] == "no-store"


def test_unknown_foreign_spent_and_expired_tokens_get_one_and_the_same_answer(reader):
    reader.subscribe()
    spent = reader.token()
    reader.clock.forward(minutes=11)
    other = Reader("other@example.org", clock=reader.clock, delivered=reader.delivered)
    other.sign_up()
    other.deliver()
    expired = other.token()
    reader.clock.forward(hours=49)
    answers = [reader.confirm(token) for token in (spent, expired, "x" * 43, "")]
    answers += [reader.confirm(token, refuse=True) for token in (expired, "x" * 43)]
    assert {answer["statusCode"] for answer in answers} == {410}
    assert len({json.dumps(answer, sort_keys=True) for answer in answers}) == 1


ONE_CLICK = [
    (b"List-Unsubscribe=One-Click", FORM),
    (
        b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    (b"", FORM),
    (b"", None),
    (b"\xff\xfe\x00 whatever", "application/octet-stream"),
    (b"\xff\xfe", FORM),
    (b"action=something", FORM),
    (b'{"action": "undo"}', "application/json"),
    (b"x" * 100_000, "text/plain"),
]


@pytest.mark.parametrize(("body", "media_type"), ONE_CLICK)
@pytest.mark.parametrize("encoded", [True, False])
def test_one_click_takes_every_body_that_a_mailbox_provider_may_send(reader, body, media_type, encoded):
    [url] = reader.subscribe()
    token = url.rpartition("/")[2]
    event = http_event("POST /v1/subscriptions/unsubscribe/{token}", params={"token": token}, query="utm_source=x")
    if media_type:
        event["headers"]["content-type"] = media_type
    event["body"] = base64.b64encode(body).decode() if encoded else body.decode("latin-1")
    event["isBase64Encoded"] = encoded
    answer = subscriptions.handler(event, Context())
    assert (answer["statusCode"], answer["body"]) == (200, '{"status":"unsubscribed"}')
    assert "set-cookie" not in headers(answer)
    assert answer["cookies"] == []
    assert parts("list/") == []


def test_a_link_that_we_did_not_sign_is_nothing(reader):
    [url] = reader.subscribe()
    for method in ("GET", "POST"):
        answer = reader.call(
            f"{method} /v1/subscriptions/unsubscribe/{{token}}", params={"token": url.rpartition("/")[2][:-1]}
        )
        assert answer["statusCode"] == 404
        assert problem(answer)["detail"] == "There is nothing here"
        assert headers(answer)["cache-control"] == "no-store"
    assert len(parts("list/")) == 1


def test_undo_ends_after_a_quarter_of_an_hour(reader):
    [url] = reader.subscribe()
    reader.post(url)
    reader.clock.forward(minutes=14, seconds=59)
    assert reader.post(url, "action=undo")["statusCode"] == 200
    assert len(parts("list/")) == 1
    reader.post(url)
    reader.clock.forward(minutes=15)
    assert reader.post(url, "action=undo")["statusCode"] == 410
    assert parts("list/") == []


def test_undo_after_one_list_and_then_all_brings_all_back(reader):
    [daily, _] = reader.subscribe(lists=["daily", "weekly"])
    reader.post(daily)
    reader.clock.forward(minutes=10)
    reader.post(daily, "action=all")
    reader.clock.forward(minutes=10)
    assert reader.post(daily, "action=undo")["statusCode"] == 200
    assert [item["part"] for item in parts("list/")] == ["list/daily", "list/weekly"]


def test_each_links_own_undo_brings_back_what_it_took_away(reader):
    [breaking, daily] = reader.subscribe(lists=["daily", "breaking"])
    reader.post(breaking)
    reader.post(daily)
    assert parts("list/") == []
    reader.post(breaking, "action=undo")
    assert [item["part"] for item in parts("list/")] == ["list/breaking"]


# --- pages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v1/subscriptions/confirm", "/v1/subscriptions/unsubscribe/{token}"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_pages_load_nothing_of_others_and_are_neither_kept_nor_found(reader, path, method):
    [url] = reader.subscribe()
    params = {"params": {"token": url.rpartition("/")[2]}} if "{" in path else {}
    answer = reader.call(f"{method} {path}", accept="text/html", query="utm_source=x&fbclid=y", **params)
    found = headers(answer)
    assert answer["statusCode"] == 200
    assert found["content-security-policy"].startswith("default-src 'none';")
    assert "unsafe" not in found["content-security-policy"]
    assert (found["referrer-policy"], found["x-robots-tag"], found["cache-control"]) == (
        "no-referrer",
        "noindex",
        "no-store",
    )
    assert bool(answer["body"]) == (method == "GET")
    assert "https://" not in answer["body"]


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        ("ru", "Подтвердите подписку"),
        ("ru-RU,en;q=0.5", "Подтвердите подписку"),
        ("de, uz-Cyrl;q=0.9, en;q=0.8", "Обунани тасдиқланг"),
        ("uz-Latn-UZ", "Obunani tasdiqlang"),
        ("de,fr;q=x", "Confirm your subscription"),
        ("en;q=0,ru;q=0.1", "Подтвердите подписку"),
        ("", "Confirm your subscription"),
    ],
)
def test_a_page_speaks_the_browsers_language(reader, accepted, title):
    answer = reader.call("GET /v1/subscriptions/confirm", headers={"accept-language": accepted})
    assert f"<h1>{title}</h1>" in answer["body"]


def test_the_switch_of_languages_stays_on_the_page(reader):
    [url] = reader.subscribe()
    path = "/v1/subscriptions/unsubscribe/" + url.rpartition("/")[2]
    answer = reader.call("GET /v1/subscriptions/confirm", query="lang=ru")
    assert '<a href="/v1/subscriptions/confirm?lang=uz"' in answer["body"]
    assert "<h1>Подтвердите подписку</h1>" in answer["body"]
    token = {"token": path.rpartition("/")[2]}
    left = reader.call("GET /v1/subscriptions/unsubscribe/{token}", params=token, query="lang=uz-Cyrl")
    assert f'<a href="{path}?lang=uz"' in left["body"]
    assert "<h1>Обунани бекор қилиш</h1>" in left["body"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("lang=ru&lang=en", "Подтвердите подписку"),
        ("lang=xx&lang=ru&utm_source=mail&utm_source=x", "Подтвердите подписку"),
        ("lang=&lang", "Confirm your subscription"),
        ("lang=ru%00&token=x", "Confirm your subscription"),
        ("lang=RU", "Подтвердите подписку"),
    ],
)
def test_the_first_language_of_the_address_that_the_site_has_counts(reader, query, title):
    answer = reader.call("GET /v1/subscriptions/confirm", query=query, accept="text/html")
    assert (answer["statusCode"], f"<h1>{title}</h1>" in answer["body"]) == (200, True)


def test_what_a_mailer_appends_to_an_unsubscribe_link_is_ignored(reader):
    token = reader.subscribe()[0].rpartition("/")[2]
    route, query = "/v1/subscriptions/unsubscribe/{token}", "utm_source=a&lang=uz&lang=ru&utm_source=b"
    opened = reader.call(f"GET {route}", params={"token": token}, query=query, accept="text/html")
    assert "<h1>Obunani bekor qilish</h1>" in opened["body"]
    left = reader.call(f"POST {route}", params={"token": token}, query=query, form="", accept="text/html")
    assert (left["statusCode"], 'lang="uz"' in left["body"], parts("list/")) == (200, True, [])


def test_the_pages_behind_a_letters_links_speak_its_language_in_any_browser(reader):
    english = {"accept-language": "en-GB,en"}
    reader.sign_up(lang="ru", lists=["daily"])
    reader.deliver()
    [query] = re.findall(r"/v1/subscriptions/confirm\?(.+)#", reader.mails()[-1]["text"])
    page = reader.call("GET /v1/subscriptions/confirm", query=query, headers=english, accept="text/html")
    assert "<h1>Подтвердите подписку</h1>" in page["body"]
    over = reader.call(
        "POST /v1/subscriptions/confirm", query=query, form="token=x", headers=english, accept="text/html"
    )
    assert (over["statusCode"], '<html lang="ru"' in over["body"]) == (410, True)
    [url] = [found["unsubscribe_url"] for found in json.loads(reader.confirm()["body"])["lists"]]
    token = {"token": url.rpartition("/")[2]}
    left = reader.call("GET /v1/subscriptions/unsubscribe/{token}", params=token, headers=english, accept="text/html")
    assert "?" not in url
    assert '<html lang="ru"' in left["body"]


# --- channels ---------------------------------------------------------------------------------------------------


def test_channels_can_be_kept_and_asked_for_again(reader):
    answer = reader.call("GET /v1/channels", query="lang=ru")
    assert answer["statusCode"] == 200
    assert answer["headers"]["cache-control"].startswith("public, max-age=60, s-maxage=300")
    again = reader.call("GET /v1/channels", query="lang=ru", headers={"if-none-match": answer["headers"]["etag"]})
    assert (again["statusCode"], again.get("body")) == (304, None)
    head = reader.call("HEAD /v1/channels", query="lang=ru")
    assert (head["body"], head["headers"]["etag"]) == ("", answer["headers"]["etag"])
    assert json.loads(reader.call("GET /v1/channels")["body"])["consent"]["version"] == CONSENT


@pytest.mark.parametrize(
    ("query", "where"), [("lang=xx", "?lang"), ("lang=en&lang=ru", "?lang"), ("language=en", "?language")]
)
def test_channels_of_no_language_here_are_refused(reader, query, where):
    answer = reader.call("GET /v1/channels", query=query)
    assert (answer["statusCode"], pointers(answer)) == (422, [where])


# --- nothing is told --------------------------------------------------------------------------------------------


def test_no_line_that_is_written_names_an_address_or_a_token(reader, capfd, caplog):
    caplog.set_level("DEBUG")
    canary = Reader("canary.bird+tag@example.org", clock=reader.clock)
    urls = canary.subscribe(lists=["daily", "weekly"])
    token = canary.token()
    canary.sign_up()
    canary.deliver()
    canary.post(urls[0])
    canary.post(urls[1], "action=all", accept="text/html")
    canary.sign_up(website="x")
    canary.sign_up(lang="xx")
    canary.confirm(token)
    canary.confirm(token, refuse=True)
    written = "".join(capfd.readouterr()) + "".join(
        record.getMessage() for record in caplog.records if record.name.startswith("gazette")
    )
    assert "wish carried out" in written
    for secret in ("canary.bird", token, urls[0].rpartition("/")[2], urls[0].rpartition(".")[2]):
        assert secret not in written


def test_a_profile_shows_no_address(reader):
    assert "reader@" not in repr(Profile("s", email="reader@example.org"))


def test_mail_is_the_only_thing_that_leaves(reader):
    reader.subscribe()
    assert len(outbox()) == 1
