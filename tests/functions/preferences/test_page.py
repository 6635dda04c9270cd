"""The preferences page: its language, its forms and what it says of mistakes."""


def open_page(reader, lang, token=None):
    fields = f"token={token or reader.manage_token()}&action=show"
    return reader.call("POST /v1/subscriptions/me", query=f"lang={lang}", form=fields, accept="text/html")


def test_the_page_is_in_the_language_of_the_subscriber_not_of_the_link(active):
    active.call_me("PATCH", body={"lang": "ru"})
    assert "<h1>Ваша подписка</h1>" in open_page(active, "uz")["body"]
    fields = f"token={active.manage_token()}&action=ask"
    response = active.call("POST /v1/subscriptions/me", query="lang=uz", form=fields, accept="text/html")
    assert "<h1>Удалить всё?</h1>" in response["body"]
