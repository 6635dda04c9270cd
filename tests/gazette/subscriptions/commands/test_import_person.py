"""An import loses every race: whoever signs up, complains or is erased meanwhile stays as they are."""

from datetime import UTC, datetime

import pytest

from functions.subscriptions import handler as subscriptions
from gazette.subscriptions.commands.import_person import ImportedPerson, import_person
from gazette.subscriptions.consent import Audit, ClientInfo
from gazette.subscriptions.email_address import parse_email_address
from gazette.subscriptions.keyring import SUBSCRIBER_KEY
from gazette.subscriptions.optimistic_locking import ProfileChanged
from gazette.subscriptions.subscriber_id import derive_subscriber_id
from tests.support.feedback import report
from tests.support.subscribers import read_items, read_parts


@pytest.fixture
def load(reader):
    """Imports the reader with a proof. Nothing is known about them when the import reads."""
    keyring = subscriptions.keyrings.load(SUBSCRIBER_KEY)
    derived = derive_subscriber_id(parse_email_address(reader.email), keyring)
    consent_at = datetime(2024, 3, 1, tzinfo=UTC)
    person = ImportedPerson(
        (derived.subscriber,), derived.key_id, reader.email, "en", "en", {"daily": "en"}, "", "", consent_at, "form"
    )
    audit = Audit(ClientInfo("", "import"), reader.clock.at, "01KB0000000000000000000000")
    return lambda: import_person(subscriptions.subscribers, person, {}, audit)


def test_somebody_who_complains_meanwhile_is_not_imported(reader, load, meanwhile):
    meanwhile(lambda: report("complaint", at=reader.clock.at))
    with pytest.raises(ProfileChanged):
        load()
    assert [item["part"] for item in read_items() if "list" in item["part"] or item["part"] == "profile"] == []


def test_somebody_who_signs_up_meanwhile_is_not_imported(reader, load, meanwhile):
    meanwhile(reader.sign_up)
    with pytest.raises(ProfileChanged):
        load()
    assert read_parts("consent/") == []
    reader.deliver()
    assert len(reader.mails()) == 1


def test_nobody_else_is_an_obstacle(load):
    assert load() == "new and active"
    assert [item["state"] for item in read_parts("profile")] == ["active"]
