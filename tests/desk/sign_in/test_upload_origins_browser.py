"""Files go to another origin, under the policy of the page."""

import pytest

from tests.desk.sign_in.tabs import sign_in, wait_for

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_form_of_a_picture_goes_to_the_bucket_with_progress(device, server, host):
    """From another origin, as in a deployed stack, and under the policy of the page."""
    page = device.new_page()
    page.goto(f"{server.url.replace('127.0.0.1', host)}/desk")
    wait_for(page, "state")
    sign_in(page)
    status, sent = page.evaluate(
        """async () => {
          const content = new Uint8Array(300_000);
          const headers = {
            authorization: `Bearer ${await session.get()}`,
            "content-type": "application/json",
            "idempotency-key": crypto.randomUUID(),
          };
          const body = JSON.stringify({name: "a.jpg", type: "image/jpeg", size: content.length});
          const {upload} = await (await fetch("/v1/editorial/media", {method: "POST", headers, body})).json();
          const form = new FormData();
          for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
          form.append("file", new Blob([content], {type: "image/jpeg"}), "a.jpg");
          const request = new XMLHttpRequest();
          let sent = 0;
          request.upload.onprogress = (event) => { sent = event.loaded; };
          request.open("POST", upload.url);
          await new Promise((resolve) => { request.onloadend = resolve; request.send(form); });
          return [request.status, sent];
        }"""
    )
    assert status == 201
    assert sent > 300_000
