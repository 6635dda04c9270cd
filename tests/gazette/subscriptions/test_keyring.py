import boto3
import pytest

from gazette.aws.clients import client
from gazette.errors import Failed
from gazette.subscriptions import unsubscribe_token
from gazette.subscriptions.keyring import LINK_KEY, NAMES, Keyring, Keyrings, missing_parameters, rotated
from gazette.subscriptions.unsubscribe_token import UnsubscribeLink

PATH = "/rotation/secrets"


def counted(size: int) -> bytes:
    return bytes(range(size))


@pytest.fixture
def ssm():
    ssm = boto3.client("ssm")
    for name, value in missing_parameters(PATH, []).items():
        ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
    return ssm


@pytest.fixture
def secrets(ssm):
    return Keyrings(PATH, client("ssm"))


def rotate(ssm) -> None:
    name = f"{PATH}/{LINK_KEY}"
    value = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    ssm.put_parameter(Name=name, Value=rotated(value), Type="SecureString", Overwrite=True)


def test_only_what_is_missing_is_made():
    made = missing_parameters("/gazette/secrets", ["/gazette/secrets/link-key", "/gazette/secrets/other"])
    assert list(made) == ["/gazette/secrets/subscriber-key"]
    assert set(missing_parameters("/p", [])) == {f"/p/{name}" for name in NAMES}


def test_a_key_is_32_random_bytes_with_an_id():
    [value, _] = missing_parameters("/p", [], counted).values()
    ring = Keyring.parse(value)
    assert ring.keys == {"00010203": bytes(range(32))}
    values = set(missing_parameters("/p", []).values())
    assert len(values) == 2


def test_a_rotated_secret_signs_with_the_new_key_and_knows_the_former_ones():
    [first, _] = missing_parameters("/p", []).values()
    ring = Keyring.parse(rotated(rotated(first)))
    assert len(ring.keys) == 3
    assert ring.current != Keyring.parse(first).current
    assert list(ring.keys)[-1] == Keyring.parse(first).current


@pytest.mark.parametrize("text", ["", "no-key", "id:not base64!", "id:a:b"])
def test_a_damaged_secret_is_refused_without_repeating_it(text):
    with pytest.raises(ValueError, match=r"^a secret is") as refusal:
        Keyring.parse(text)
    assert not text or text not in str(refusal.value)


def test_digests_of_one_text_differ_by_purpose_and_key():
    ring = Keyring({"a": b"1" * 32, "b": b"2" * 32})
    found = {ring.digest(key, purpose, "reader@example.org") for key in "ab" for purpose in ("subscriber", "mailbox")}
    assert len(found) == 4
    assert all(len(digest) == 43 for digest in found)


def test_a_keyring_never_prints_its_keys():
    assert "1111" not in repr(Keyring({"a": b"1" * 32}))


def test_a_missing_secret_is_our_fault_and_not_said_to_the_caller():
    with pytest.raises(Failed) as failure:
        Keyrings("/nowhere", client("ssm")).keyring(LINK_KEY)
    assert failure.value.detail == ""


def test_links_of_before_and_after_a_rotation_are_known_to_a_process_that_read_the_keys_before_it(ssm, secrets):
    link = UnsubscribeLink("subscriber", "daily", "daily-en-2026-11-24")
    old = unsubscribe_token.sign(link, secrets.keyring(LINK_KEY))
    rotate(ssm)
    new = unsubscribe_token.sign(link, Keyrings(PATH, client("ssm")).keyring(LINK_KEY))
    assert old != new
    assert unsubscribe_token.verify(new, secrets) == link
    assert unsubscribe_token.verify(old, secrets) == link


def test_forged_key_ids_do_not_keep_it_from_reading_the_new_keys(ssm, secrets, monkeypatch):
    time = [1000.0]
    monkeypatch.setattr("gazette.subscriptions.keyring.time.monotonic", lambda: time[0])
    assert unsubscribe_token.verify("forged.subscriber.daily.issue.signature", secrets) is None
    rotate(ssm)
    link = UnsubscribeLink("subscriber", "daily", "daily-en-2026-11-24")
    new = unsubscribe_token.sign(link, Keyrings(PATH, client("ssm")).keyring(LINK_KEY))
    for _ in range(7):
        time[0] += 10
        unsubscribe_token.verify("forged.subscriber.daily.issue.signature", secrets)
    assert unsubscribe_token.verify(new, secrets) == link


def test_forged_key_ids_do_not_make_it_read_the_keys_again_and_again(secrets):
    calls = []
    events = client("ssm").meta.events
    events.register("before-call.ssm.GetParameter", lambda **_: calls.append(1), unique_id="count")
    try:
        for number in range(20):
            assert unsubscribe_token.verify(f"{number}.subscriber.daily.issue.signature", secrets) is None
    finally:
        events.unregister("before-call.ssm.GetParameter", unique_id="count")
    assert len(calls) <= 2
