"""Keyrings: reading, caching and rotation of secret keys."""

import os
from base64 import urlsafe_b64encode
from time import monotonic

import boto3
import pytest

from gazette.errors import Failed
from gazette.subscriptions import unsubscribe_token
from gazette.subscriptions.keyring import LINK_KEY, NAMES, Keyring, Keyrings, generate_missing_parameters, rotate
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken
from tests.support.aws import forget_parameters
from tests.support.iam import Calls
from tests.support.swallowed import swallowed

PATH = "/rotation/secrets"


def generate_counting(size: int) -> bytes:
    return bytes(range(size))


@pytest.fixture
def ssm():
    ssm = boto3.client("ssm")
    for name, value in generate_missing_parameters(PATH, []).items():
        ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
    return ssm


@pytest.fixture
def keyrings(ssm):
    forget_parameters()
    return Keyrings(PATH, os.environ)


def rotate_link_key(ssm) -> None:
    name = f"{PATH}/{LINK_KEY}"
    value = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    ssm.put_parameter(Name=name, Value=rotate(value), Type="SecureString", Overwrite=True)


def read_in_another_process(ssm) -> Keyring:
    return Keyring.parse(ssm.get_parameter(Name=f"{PATH}/{LINK_KEY}", WithDecryption=True)["Parameter"]["Value"])


def test_only_missing_parameters_are_generated():
    generated = generate_missing_parameters("/gazette/secrets", ["/gazette/secrets/link-key", "/gazette/secrets/other"])
    assert list(generated) == ["/gazette/secrets/subscriber-key"]
    assert set(generate_missing_parameters("/p", [])) == {f"/p/{name}" for name in NAMES}


def test_a_key_is_32_random_bytes_with_an_id():
    [value, _] = generate_missing_parameters("/p", [], generate_counting).values()
    keyring = Keyring.parse(value)
    assert keyring.keys == {"00010203": bytes(range(32))}
    values = set(generate_missing_parameters("/p", []).values())
    assert len(values) == 2


def test_a_rotated_keyring_signs_with_the_new_key_and_keeps_the_former_ones():
    [first, _] = generate_missing_parameters("/p", []).values()
    keyring = Keyring.parse(rotate(rotate(first)))
    assert len(keyring.keys) == 3
    assert keyring.current != Keyring.parse(first).current
    assert list(keyring.keys)[-1] == Keyring.parse(first).current


KEY, OTHER = (urlsafe_b64encode(bytes([number]) * 32).decode() for number in (1, 2))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "a keyring has no key"),
        ("no-key", "a keyring is not of the form id:key"),
        ("id:not base64!", "a keyring is not of the form id:key"),
        ("id:a:b", "a keyring is not of the form id:key"),
        (f":{KEY}", "a keyring is not of the form id:key"),
        (f"a.b:{KEY}", "a keyring is not of the form id:key"),
        ("id:AA==", "a keyring has a key of fewer than 32 bytes"),
        (f"id:{KEY} former:{OTHER[:40]}", "a keyring has a key of fewer than 32 bytes"),
        (f"id:{KEY} id:{OTHER}", "a keyring has two keys of one id"),
    ],
)
def test_a_damaged_parameter_is_rejected_without_its_value(text, reason):
    with pytest.raises(ValueError, match=reason) as raised:
        Keyring.parse(text)
    assert str(raised.value) == reason


def test_a_typing_error_in_a_parameter_keeps_the_keys_that_a_process_has(ssm, keyrings, caplog, monkeypatch):
    passed, start = [0.0], monotonic()
    monkeypatch.setattr("time.monotonic", lambda: start + passed[0])
    known = keyrings.load(LINK_KEY)
    ssm.put_parameter(Name=f"{PATH}/{LINK_KEY}", Value="k2:c2hvcnQ=", Type="SecureString", Overwrite=True)
    passed[0] += 305
    assert keyrings.load(LINK_KEY) == known
    assert keyrings.load(LINK_KEY) == known
    assert swallowed(caplog) == [("parameter-not-read", 1)]
    assert "c2hvcnQ" not in caplog.text


def test_a_process_without_keys_fails_at_a_typing_error_and_never_shows_it(ssm, keyrings):
    ssm.put_parameter(Name=f"{PATH}/{LINK_KEY}", Value="k2:c2hvcnQ=", Type="SecureString", Overwrite=True)
    with pytest.raises(Failed) as raised:
        keyrings.load(LINK_KEY)
    assert raised.value.detail == f"{PATH}/{LINK_KEY}: a keyring has a key of fewer than 32 bytes"


def test_digests_of_one_text_differ_by_purpose_and_key():
    keyring = Keyring({"a": b"1" * 32, "b": b"2" * 32})
    digests = {
        keyring.digest(key, purpose, "reader@example.org") for key in "ab" for purpose in ("subscriber", "mailbox")
    }
    assert len(digests) == 4
    assert all(len(digest) == 43 for digest in digests)


def test_a_keyring_never_prints_its_keys():
    assert "1111" not in repr(Keyring({"a": b"1" * 32}))


def test_a_missing_parameter_names_the_command_that_makes_it():
    with pytest.raises(Failed) as raised:
        Keyrings("/nowhere", os.environ).load(LINK_KEY)
    assert raised.value.detail == "there is no parameter /nowhere/link-key; run `gazette secrets`"


def test_a_process_with_cached_keys_verifies_tokens_of_before_and_after_a_rotation(ssm, keyrings):
    token = UnsubscribeToken("subscriber", "daily", "daily-en-2026-11-24")
    old = unsubscribe_token.sign(token, keyrings.load(LINK_KEY))
    rotate_link_key(ssm)
    new = unsubscribe_token.sign(token, read_in_another_process(ssm))
    assert old != new
    assert unsubscribe_token.verify(new, keyrings) == token
    assert unsubscribe_token.verify(old, keyrings) == token


def test_forged_key_ids_do_not_block_the_refresh_of_the_keys(ssm, keyrings, monkeypatch):
    time, start = [0.0], monotonic()
    monkeypatch.setattr("gazette.subscriptions.keyring.time.monotonic", lambda: start + time[0])
    assert unsubscribe_token.verify("forged.subscriber.daily.issue.signature", keyrings) is None
    rotate_link_key(ssm)
    token = UnsubscribeToken("subscriber", "daily", "daily-en-2026-11-24")
    new = unsubscribe_token.sign(token, read_in_another_process(ssm))
    for _ in range(7):
        time[0] += 10
        unsubscribe_token.verify("forged.subscriber.daily.issue.signature", keyrings)
    assert unsubscribe_token.verify(new, keyrings) == token


def test_forged_key_ids_do_not_refresh_the_keys_each_time(keyrings, monkeypatch, stack):
    calls = Calls(monkeypatch, stack.region)
    for number in range(20):
        assert unsubscribe_token.verify(f"{number}.subscriber.daily.issue.signature", keyrings) is None
    assert len(calls.seen) <= 2
