"""The consent log is append-only."""

from functions.subscriptions import handler as subscriptions
from gazette.subscriptions.commands.membership import append_record
from gazette.subscriptions.consent import Audit, ClientInfo
from tests.support.subscribers import TABLE, read_parts


def test_a_record_never_replaces_another(reader):
    audit = Audit(ClientInfo("", "a browser"), reader.clock.at, "01KB0000000000000000000000")
    refused = [
        subscriptions.subscribers.commit(append_record(TABLE, "abc", event, audit)) for event in ("confirmed", "left")
    ]
    assert refused == [set(), {"record 0"}]
    assert [record["event"] for record in read_parts("consent/")] == ["confirmed"]
