"""Kind, order, label and texts for search engines of an article, over HTTP."""

from typing import Any

from tests.support.editorial import ARTICLE, ARTICLES, KEY, TEXT, Call

SEO = {"title": "Tokyo summit", "description": "Who meets whom"}


def test_a_draft_has_them_and_a_merge_patch_changes_single_ones(call: Call, save_draft: Any) -> None:
    article = save_draft(label="opinion", seo=SEO)
    assert (article["kind"], article["order"], article["label"], article["seo"]) == ("news", None, "opinion", SEO)
    for version, (patch, seo, label) in enumerate(
        [
            ({"seo": {"title": None}}, {"title": None, "description": "Who meets whom"}, "opinion"),
            ({"seo": {"title": "Tokyo"}}, {"title": "Tokyo", "description": "Who meets whom"}, "opinion"),
            ({"seo": {"title": None, "description": ""}}, None, "opinion"),
            ({"seo": {"description": "Who"}, "label": None}, {"title": None, "description": "Who"}, None),
            ({"seo": None}, None, None),
        ],
        start=1,
    ):
        status, article, _ = call(f"PATCH {ARTICLE}", id=article["id"], version=version, body=patch)
        assert (status, article["seo"], article["label"], article["version"]) == (200, seo, label, version + 1)
    status, article, _ = call(f"PATCH {ARTICLE}", id=article["id"], version=6, body={"seo": {"title": None}})
    assert (status, article["version"]) == (200, 6), "nothing to clear, nothing saved"


def test_versions_say_that_they_changed(call: Call, save_draft: Any) -> None:
    id = save_draft()["id"]
    call(f"PATCH {ARTICLE}", id=id, version=1, body={"kind": "page", "order": 4, "seo": SEO})
    _, page, _ = call(f"GET {ARTICLE}/revisions", id=id)
    assert page["items"][0]["changed"] == ["kind", "order", "seo"]


def test_the_kind_is_fixed_by_the_first_publication(call: Call, publish_draft: Any) -> None:
    article = publish_draft()
    status, problem, _ = call(f"PATCH {ARTICLE}", id=article["id"], version=2, body={"kind": "page"})
    assert (status, problem["type"]) == (409, "urn:gazette:problem:kind-fixed")


def test_a_repeated_request_makes_one_page(call: Call) -> None:
    body = {"lang": "en", "kind": "page", "order": 1, "title": "About us", "body": TEXT}
    first, second = (call(f"POST {ARTICLES}", body=body, headers=KEY) for _ in range(2))
    assert first[1] == second[1]
    assert (first[1]["kind"], first[1]["order"]) == ("page", 1)
    assert len(call(f"GET {ARTICLES}")[1]["items"]) == 1
    status, _, _ = call(f"POST {ARTICLES}", body={**body, "order": 2}, headers=KEY)
    assert status == 422


def test_lists_show_news_or_pages_or_both(call: Call, save_draft: Any, dynamodb: Any, stack: Any) -> None:
    news, page, old = save_draft(), save_draft(kind="page"), save_draft()
    dynamodb.update_item(
        TableName=stack.physical("DraftsTable"),
        Key={"id": {"S": old["id"]}, "part": {"S": "current"}},
        UpdateExpression="REMOVE summary.kind",
    )
    for query, expected in (("", [old, page, news]), ("kind=page", [page]), ("kind=news", [old, news])):
        _, answer, _ = call(f"GET {ARTICLES}", query=query)
        assert [(item["id"], item["kind"]) for item in answer["items"]] == [(it["id"], it["kind"]) for it in expected]
    _, answer, _ = call(f"GET {ARTICLES}", query="kind=news&limit=1")
    status, _, _ = call(f"GET {ARTICLES}", query=f"kind=page&cursor={answer['next']}")
    assert status == 400, "a cursor belongs to its list"
    assert call(f"GET {ARTICLES}", query="kind=post")[0] == 422
