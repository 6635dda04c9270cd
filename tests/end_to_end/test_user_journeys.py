"""The journeys of editors, readers and subscribers through all parts of Gazette, over HTTP, from an empty start.

The tests run in their order: later ones need what earlier ones made.
"""

import gzip
import json
import re
from urllib.parse import urlencode

import boto3
import pytest

from tests.support.conformance import DOCUMENT
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, open_bank
from tests.support.local_server import LocalServer
from tests.support.waiting import eventually

pytestmark = pytest.mark.end_to_end

PARAGRAPHS = [
    "The first direct trains between the two capitals left on Thursday morning, a year after the line was surveyed.",
    "“We waited for this since 2004,” said the station master, who has kept every timetable since.",
    "Tickets cost 120,000 soums; children, and anyone with a bicycle, travel free until the end of January.",
    "Freight follows in spring: manganese, zinc and dried apricots at first, machines later.",
]
ARTICLE = {
    "lang": "en",
    "title": "First Direct Trains Between the Two Capitals",
    "dateline": "Tashkent, Uzbekistan",
    "body": "\n\n".join(PARAGRAPHS),
    "authors": [
        {"name": "Aziza Karimova", "role": "Deputy Director, Institute of Railways"},
        {"name": "Bobur Sodiqov", "role": "Head of Department, Institute of Railways"},
    ],
    "categories": ["economy"],
    "tags": ["railways"],
}
TITLE = ARTICLE["title"]
READER = "reader@example.com"


@pytest.fixture(scope="module")
def bank():
    with open_bank() as bank:
        yield bank


@pytest.fixture(scope="module")
def server(bank):
    with LocalServer("--empty", CBU_URL=bank.url) as server:
        yield server


@pytest.fixture(scope="module")
def editor(server):
    """A token, as a newcomer gets one."""
    return server.run("token", "--group", "editor").stdout.strip()


@pytest.fixture(scope="module")
def story():
    """Values that later tests need from earlier ones."""
    return {}


def read_mails(server):
    """The mails of the outbox, which has the posts of Telegram too."""
    return [message for message in server.get("/_dev/outbox").json if message["kind"] == "mail"]


def problem(answer, status, **members):
    """A problem document of that status."""
    assert answer.status == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json
    assert document["status"] == status
    assert {name: document.get(name) for name in members} == members
    return document


class TestTheArticle:
    def test_an_editor_makes_a_category(self, server, editor):
        assert server.get("/v1/categories?lang=en").json == {"items": [], "next": None}
        names = {"names": {"en": "Economy", "ru": "Экономика", "uz": "Iqtisodiyot"}}
        answer = server.request("PUT", "/v1/editorial/categories/economy", names, token=editor)
        assert answer.status in (200, 201), answer.text
        assert server.get("/v1/categories/economy?lang=ru").json["name"] == "Экономика"

    def test_an_editor_posts_the_article(self, server, editor, story):
        answer = server.post(
            "/v1/editorial/articles", ARTICLE, token=editor, headers={"Idempotency-Key": "first-trains"}
        )
        assert answer.status == 201, answer.text
        assert answer.headers["location"] == f"/v1/editorial/articles/{answer.json['id']}"
        assert answer.headers["cache-control"] == "private, no-store"
        story["id"], story["etag"] = answer.json["id"], answer.headers["etag"]

    def test_the_same_post_again_makes_no_second_article(self, server, editor, story):
        key = {"Idempotency-Key": "first-trains"}
        assert server.post("/v1/editorial/articles", ARTICLE, token=editor, headers=key).json["id"] == story["id"]
        problem(server.post("/v1/editorial/articles", {**ARTICLE, "title": "B"}, token=editor, headers=key), 422)

    def test_a_draft_does_not_exist_for_readers(self, server, story):
        problem(server.get(f"/v1/articles/{story['id']}"), 404)
        assert server.get("/v1/articles?lang=en").json["items"] == []

    def test_publication_needs_the_version_that_was_read(self, server, editor, story):
        path = f"/v1/editorial/articles/{story['id']}/publish"
        problem(server.post(path, {}, token=editor), 428)
        problem(server.post(path, {}, token=editor, headers={"If-Match": '"99"'}), 412)
        answer = server.post(path, {}, token=editor, headers={"If-Match": story["etag"]})
        assert (answer.status, answer.json["status"]) == (200, "published"), answer.text
        story["slug"] = answer.json["slug"]

    def test_readers_read_it_by_id_and_by_slug_with_every_paragraph(self, server, story):
        by_id = server.get(f"/v1/articles/{story['id']}")
        assert by_id.status == 200, by_id.text
        article = by_id.json
        assert server.get(f"/v1/articles/en/{story['slug']}").json == article
        assert article["title"] == ARTICLE["title"]
        assert article["dateline"] == ARTICLE["dateline"]
        assert [(author["name"], author["role"]) for author in article["authors"]] == [
            (author["name"], author["role"]) for author in ARTICLE["authors"]
        ]
        assert article["categories"] == [{"slug": "economy", "name": "Economy"}]
        assert article["url"] == f"{server.url}/en/{story['slug']}"
        assert re.findall(r"<p>(.*?)</p>", article["body_html"], re.DOTALL) == PARAGRAPHS

    def test_an_unchanged_article_is_not_sent_again(self, server, story):
        path = f"/v1/articles/{story['id']}"
        first = server.get(path)
        assert "max-age=30" in first.headers["cache-control"]
        again = server.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
        head = server.request("HEAD", path)
        assert (head.status, head.body, head.headers["etag"]) == (200, b"", first.headers["etag"])
        assert head.headers["content-length"] == str(len(first.body))
        zipped = server.get(path, headers={"Accept-Encoding": "gzip"})
        assert zipped.headers["content-encoding"] == "gzip"
        assert json.loads(gzip.decompress(zipped.body)) == first.json

    @pytest.mark.parametrize("filters", ["", "&category=economy", "&tag=railways"])
    def test_readers_find_it_in_the_lists(self, server, story, filters):
        answer = server.get(f"/v1/articles?lang=en{filters}")
        assert [card["id"] for card in answer.json["items"]] == [story["id"]]
        assert "body_html" not in answer.json["items"][0]
        again = server.get(f"/v1/articles?lang=en{filters}", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status == 304
        assert server.get("/v1/articles?lang=ru").json["items"] == []

    def test_old_paths_of_a_former_site_lead_to_it(self, server, story, tmp_path):
        file = tmp_path / "paths.csv"
        file.write_text(f"/2019/05/trains.html,{story['id']}\n/новости/поезда/,/2019/05/trains.html\n")
        imported = server.run("redirects", "import", str(file))
        assert imported.stdout.endswith("paths.csv: 2 new\n"), imported.stderr
        encoded = "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%D0%BF%D0%BE%D0%B5%D0%B7%D0%B4%D0%B0"
        for path in ("/2019/05/trains.html", "/2019/05/trains.html?utm_source=x", encoded, f"{encoded}/"):
            for method in ("GET", "HEAD"):
                answer = server.request(method, path)
                assert (answer.status, answer.headers["location"]) == (301, f"/en/{story['slug']}"), path
        assert server.get("/2019/05/planes.html").status == 404


class TestBadInput:
    def test_an_invalid_public_request_is_a_problem(self, server):
        problem(server.get("/v1/articles?lang=en&colour=red"), 422)
        problem(server.get("/v1/articles?lang=en&lang=ru"), 422)
        problem(server.get("/v1/articles?lang=en&cursor=damaged"), 400)
        problem(server.get("/v1/nothing/here"), 404)
        answer = server.request("DELETE", "/v1/articles")
        problem(answer, 405)
        assert {"GET", "HEAD"} <= set(answer.headers["allow"].split(", "))

    def test_an_invalid_request_of_an_editor_is_a_problem(self, server, editor):
        def post(body, **headers):
            return server.post("/v1/editorial/articles", body, token=editor, headers=headers)

        problem(post(b"{not json", **{"content-type": "application/json"}), 400)
        problem(post(b"lang=en", **{"content-type": "application/x-www-form-urlencoded"}), 415)
        problem(post({"lang": 7}), 422)
        problem(post({"lang": "en", "colour": "red"}), 422)
        problem(post({"lang": "en", "title": "x" * 301}), 422)
        problem(post({"lang": "en", "body": "x" * 300_001}), 413)
        problem(post({"lang": "en", "categories": ["unknown"]}), 422)

    def test_a_request_without_permission_is_refused(self, server, editor):
        assert server.get("/v1/editorial/me").json == {"message": "Unauthorized"}
        assert server.get("/v1/editorial/me", token=editor[:-6] + "AAAAAA").status == 401
        problem(server.request("DELETE", "/v1/editorial/categories/economy", token=editor), 403)


class TestTheRates:
    def ingest(self, server, *days):
        return server.post("/_dev/invoke/RateIngestionFunction", {"source": "cbu", "dates": list(days)})

    def test_a_bank_that_answers_nonsense_leaves_no_sheet(self, server, bank):
        bank.mishaps = [(200, "text/html", b"<html>maintenance</html>"), (200, "application/json", b"[]")]
        self.ingest(server, "2025-12-17", "2025-12-18")
        problem(server.get("/v1/rates"), 404)

    def test_days_are_ingested_in_any_order(self, server, bank):
        bank.publish(DECEMBER_17, DECEMBER_18)
        for day in ("2025-12-18", "2025-12-17", "2025-12-18"):
            answer = self.ingest(server, day)
            assert answer.status == 200, answer.text

    def test_the_sheet_has_the_banks_digits_and_the_changes(self, server):
        answer = server.get("/v1/rates?symbols=USD,EUR,RUB")
        assert answer.status == 200, answer.text
        sheet = answer.json
        assert (sheet["source"], sheet["base"], sheet["date"]) == ("cbu", "UZS", "2025-12-18")
        assert [(rate["currency"], rate["rate"], rate["change_percent"]) for rate in sheet["rates"]] == [
            ("USD", "12059.78", "-0.38"),
            ("EUR", "14129.24", "-0.73"),
            ("RUB", "150.07", "-1.63"),
        ]
        assert (
            server.get("/v1/rates?symbols=USD,EUR,RUB", headers={"If-None-Match": answer.headers["etag"]}).status == 304
        )

    def test_money_is_converted_through_the_sheet(self, server):
        answer = server.get("/v1/rates/convert?from=USD&to=UZS&amount=100")
        assert answer.json["result"] == "1205978.00"
        problem(server.get("/v1/rates/convert?from=USD&to=XXX&amount=1"), 404)


class TestTheSubscription:
    def confirmation(self, server):
        [mail] = eventually(lambda: [mail for mail in server.get("/_dev/outbox").json if mail["to"] == READER])
        return mail

    def test_a_reader_sees_what_one_can_subscribe_to(self, server, story):
        channels = server.get("/v1/channels?lang=en").json
        assert {entry["id"] for entry in channels["lists"]} == {"breaking", "daily", "weekly"}
        assert channels["telegram"]["url"].startswith("https://t.me/")
        story["consent"] = channels["consent"]["version"]

    def test_a_signup_is_mailed_a_confirmation(self, server, story):
        signup = {"email": READER, "lang": "en", "lists": ["daily"], "consent": story["consent"]}
        answer = server.post("/v1/subscriptions", signup)
        assert (answer.status, answer.json) == (202, {"status": "accepted"}), answer.text
        mail = self.confirmation(server)
        assert mail["kind"] == "mail"
        [link] = re.findall(rf"{re.escape(server.url)}/v1/subscriptions/confirm\?lang=en#\S+", mail["text"])[:1]
        story["token"] = link.partition("#")[2]
        page = server.get("/_dev/outbox", headers={"accept": "text/html"}).text
        assert f"/v1/subscriptions/confirm?lang=en#{story['token']}" in page

    def test_opening_the_page_confirms_nothing_and_the_button_does(self, server, story):
        assert server.get("/v1/subscriptions/confirm").status == 200
        answer = server.post("/v1/subscriptions/confirm", {"token": story["token"]})
        assert answer.status == 200, answer.text
        assert [entry["list"] for entry in answer.json["lists"]] == ["daily"]
        story["unsubscribe"] = answer.json["lists"][0]["unsubscribe_url"].removeprefix(server.url)
        assert server.post("/v1/subscriptions/confirm", {"token": story["token"]}).json == answer.json
        problem(server.post("/v1/subscriptions/confirm", {"token": "x" * 43}), 410)

    def test_the_daily_digest_reaches_the_reader_once_and_its_figures_add_up(self, server, story):
        for _ in range(2):
            opened = server.post("/_dev/invoke/DigestFunction", {"list": "daily"}).json
        [issue] = [id for id in opened if id.startswith("daily/en/")]
        mails = eventually(lambda: [mail for mail in read_mails(server) if mail["subject"] == TITLE])
        assert [mail["to"] for mail in mails] == [READER]
        assert mails[0]["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        story["digest"] = mails[0]["headers"]["List-Unsubscribe"].strip("<>").removeprefix(server.url)
        report = server.run("digest", "--report", issue).stdout
        assert re.findall(r"(\d+)  (queued|sent|waiting)", report) == [("1", "queued"), ("1", "sent"), ("0", "waiting")]

    def test_one_click_of_the_digest_unsubscribes(self, server, story):
        form = {"content-type": "application/x-www-form-urlencoded"}
        answer = server.post(story["digest"], b"List-Unsubscribe=One-Click", headers=form)
        assert (answer.status, answer.json) == (200, {"status": "unsubscribed"}), answer.text

    def test_one_click_unsubscribes_and_again(self, server, story):
        form = {"content-type": "application/x-www-form-urlencoded"}
        for ending in ("", "", "/", "%0A", "%22", "/."):
            answer = server.post(story["unsubscribe"] + ending, b"List-Unsubscribe=One-Click", headers=form)
            assert answer.status == 200, answer.text
        assert server.post(story["unsubscribe"][:-1], b"List-Unsubscribe=One-Click", headers=form).status == 404

    def test_an_address_that_is_none_is_refused(self, server, story):
        signup = {"email": "no address", "lang": "en", "lists": ["daily"], "consent": story["consent"]}
        problem(server.post("/v1/subscriptions", signup), 422)


LINES = ["$1 – 12059.78 UZS – -0.38%", "€1 – 14129.24 UZS – -0.73%", "₽1 – 150.07 UZS – -1.63%"]


class TestTheSite:
    def test_home_has_all_of_it_in_one_answer(self, server, story):
        home = server.get("/v1/home?lang=en").json
        assert home["lang"] == "en"
        assert [card["id"] for card in home["newest"]] == [story["id"]]
        assert home["rates"]["title"] == "Currency rates from 18/12/2025"
        assert home["rates"]["lines"] == LINES
        assert home["channels"]["consent"]["version"] == story["consent"]

    def test_the_front_page_shows_the_rates_and_the_newest(self, server, story):
        page = server.get("/en")
        assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        shown = re.sub("<[^>]*>", "", page.text)
        for text in ("Currency rates from 18/12/2025", *LINES, ARTICLE["title"]):
            assert text in shown
        assert f'href="/en/{story["slug"]}"' in page.text
        assert f'action="{server.url}/v1/subscriptions"' in page.text or 'action="/v1/subscriptions"' in page.text
        assert "https://t.me/" in page.text

    def test_the_bare_address_leads_to_a_language(self, server):
        answer = server.get("/")
        assert answer.status in (200, 301, 302, 303, 307, 308)
        if answer.status != 200:
            assert server.get(answer.headers["location"].removeprefix(server.url)).status == 200

    def test_the_articles_page_has_the_article_and_its_metadata(self, server, story):
        page = server.get(f"/en/{story['slug']}").text
        for text in (*PARAGRAPHS, "Aziza Karimova", "Deputy Director, Institute of Railways", ARTICLE["dateline"]):
            assert text in page
        assert f'<link rel="canonical" href="{server.url}/en/{story["slug"]}"' in page
        for mark in ("hreflang=", 'property="og:title"', "application/ld+json"):
            assert mark in page

    def test_an_unknown_article_is_a_page_too(self, server):
        answer = server.get("/en/no-such-article")
        assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")

    def test_a_withdrawn_article_is_gone_everywhere(self, server, editor, story):
        path = f"/v1/editorial/articles/{story['id']}/unpublish"
        withdrawn = server.post(
            path, {"note": "Withdrawn at the railway's wish"}, token=editor, headers={"If-Match": "*"}
        )
        assert withdrawn.status == 200, withdrawn.text
        gone = problem(server.get(f"/v1/articles/{story['id']}"), 410)
        assert "Withdrawn at the railway's wish" in json.dumps(gone)
        assert server.get("/v1/articles?lang=en").json["items"] == []
        assert server.get(f"/en/{story['slug']}").status == 410
        changes = server.get("/v1/changes?lang=en").json
        assert {change["change"] for change in changes["items"]} <= {"published", "withdrawn"}


def test_the_document_of_the_api_describes_the_routes(server):
    document = server.get("/v1/openapi.json").json
    assert document["openapi"].startswith("3.")
    assert {"/v1/articles/{id}", "/v1/editorial/articles", "/v1/rates", "/v1/subscriptions"} <= set(document["paths"])
    assert server.get("/v1/docs").status == 200


def test_nothing_failed_in_the_background(server):
    assert "failed" not in server.output
    assert "gave up" not in server.output
    assert "Traceback" not in server.output
    assert READER not in server.output


def public_addresses():
    """Path and query of every public GET of the document, from its examples."""
    for path, item in DOCUMENT["paths"].items():
        operation = item.get("get")
        if operation is None or operation["security"]:
            continue
        values = {parameter["name"]: parameter.get("example", "x") for parameter in operation.get("parameters", [])}
        needed = {entry["name"] for entry in operation.get("parameters", []) if entry["in"] == "query"} & {"from", "to"}
        query = urlencode({name: values[name] for name in sorted(needed) if "convert" in path})
        yield f"{path.format_map(values)}?{query}"


class TestTheGateway:
    @pytest.mark.parametrize("address", [*public_addresses()])
    def test_head_has_the_length_of_get(self, server, address):
        get, head = self._ask_both_ways(server, address)
        assert (head.status, head.body) == (get.status, b"")
        assert head.headers["content-length"] == get.headers["content-length"]
        assert get.headers["content-length"] != "0" or get.status == 301

    def _ask_both_ways(self, server, address):
        """GET and HEAD of the same answer: what other tests did may still be on its way to a page."""

        def ask():
            get, head, again = (server.request(method, address) for method in ("GET", "HEAD", "GET"))
            return (get, head) if get.headers["content-length"] == again.headers["content-length"] else None

        return eventually(ask)

    def test_a_path_is_decoded_once(self, server):
        answer = problem(server.get("/v1/rates/%2555SD"), 404)
        assert answer["currency"] == "%55SD"

    @pytest.mark.parametrize("address", ["/en/a%0D%0Ab/", "/ru/%D0%BC/", "/en/who/?q=%0A", "/en/100%25/"])
    def test_a_final_slash_is_removed_and_nothing_else(self, server, address):
        answer = server.get(address)
        path, _, query = address.partition("?")
        expected = path.removesuffix("/") + (f"?{query}" if query else "")
        assert (answer.status, answer.headers["location"]) == (301, expected)

    def test_a_path_with_a_line_feed_gets_the_answer_of_the_function(self, server):
        problem(server.get("/v1/articles/a%0Ab"), 404)


def log_lines(server, message):
    """Log lines of the functions with a message."""
    logged = [json.loads(line) for line in server.output.splitlines() if line.startswith("{")]
    return [line for line in logged if line["message"] == message]


class TestTheStreams:
    """The emulator rolls back failed transactions; what was refused is not in its streams."""

    def test_a_repeated_signup_does_not_delay_other_mails_and_is_logged(self, server, story):
        def sign_up(email):
            body = {"email": email, "lang": "en", "lists": ["daily"], "consent": story["consent"]}
            assert server.post("/v1/subscriptions", body).status == 202

        def mailed():
            return [mail["to"] for mail in read_mails(server) if mail["to"] != READER]

        sign_up("a@example.com")
        eventually(mailed)
        sign_up("a@example.com")
        [line] = eventually(lambda: log_lines(server, "no mail is sent now: a rate limit is reached"))
        assert (line["outcome"], line["function_name"]) == ("over-address", "gazette-MailerFunction")
        assert "cold_start" not in line  # that of another function
        sign_up("b@example.com")
        eventually(lambda: mailed() == ["a@example.com", "b@example.com"])

    def test_events_of_publications_arrive_after_a_refused_one(self, server, editor):
        health = server.get("/_dev/health").json
        account = {"endpoint_url": health["endpoint"], "region_name": health["region"]}
        account |= {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        events, sqs = boto3.client("events", **account), boto3.client("sqs", **account)
        queue = sqs.create_queue(QueueName="publications")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        [bus] = [bus["Name"] for bus in events.list_event_buses()["EventBuses"] if bus["Name"] != "default"]
        pattern = {"detail-type": ["article.published"], "detail": {"slug": ["bridges", "trams"]}}
        events.put_rule(Name="publications", EventBusName=bus, EventPattern=json.dumps(pattern))
        events.put_targets(Rule="publications", EventBusName=bus, Targets=[{"Id": "publications", "Arn": arn}])

        def publish(slug):
            draft = {"lang": "en", "title": f"On {slug}", "slug": slug, "categories": ["economy"], "body": "Words."}
            made = server.post("/v1/editorial/articles", draft, token=editor)
            assert made.status == 201, made.text
            address, headers = f"/v1/editorial/articles/{made.json['id']}/publish", {"if-match": made.headers["etag"]}
            return server.post(address, {}, token=editor, headers=headers).status

        def received_slugs():
            messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
            return [json.loads(message["Body"])["detail"]["slug"] for message in messages]

        assert publish("bridges") == 200
        assert eventually(received_slugs) == ["bridges"]
        assert publish("bridges") == 409
        assert publish("trams") == 200
        assert eventually(received_slugs) == ["trams"]
