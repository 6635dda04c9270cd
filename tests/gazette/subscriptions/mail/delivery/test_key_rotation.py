"""After a rotation of the subscriber key, people are found under a former key."""

from contextlib import contextmanager

import boto3

from functions.subscriptions import handler as subscriptions
from gazette.subscriptions.keyring import SUBSCRIBER_KEY, rotate
from tests.support.aws import forget_parameters
from tests.support.subscribers import read_parts


@contextmanager
def rotated_subscriber_key():
    """Both functions sign with a new key meanwhile; the former one is still valid."""
    ssm, name = boto3.client("ssm"), f"{subscriptions.settings.require('SECRETS_PATH')}/{SUBSCRIBER_KEY}"

    def put(value):
        ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
        forget_parameters()

    before = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    put(rotate(before))
    try:
        yield
    finally:
        put(before)


def test_a_suppressed_address_gets_no_mail_under_any_valid_key(reader):
    reader.sign_up()
    reader.deliver()
    reader.confirm(refuse=True)
    with rotated_subscriber_key():
        for days in (1, 28):
            reader.clock.forward(days=days)
            reader.sign_up()
            reader.deliver()
        assert len(reader.mails()) == 1
        reader.clock.forward(days=1, seconds=1)
        reader.sign_up()
        reader.deliver()
        assert len(reader.mails()) == 2


def test_an_active_reader_is_found_under_the_former_key_and_can_unsubscribe(reader):
    [url] = reader.subscribe()
    reader.clock.forward(hours=1)
    with rotated_subscriber_key():
        reader.sign_up()
        reader.deliver()
        assert reader.mails()[-1]["subject"] == "You are subscribed to Gazette"
        assert len({item["subscriber"] for item in read_parts("profile")}) == 2
        assert reader.post_unsubscribe(url)["statusCode"] == 200
        assert read_parts("list/") == []
        reader.clock.forward(hours=24)
        reader.sign_up()
        reader.deliver()
        assert reader.confirm()["statusCode"] == 200
        assert len(read_parts("list/")) == 1


def test_an_erasure_finds_what_waits_under_the_signing_key(reader):
    reader.subscribe()
    reader.clock.forward(hours=1)
    token = reader.manage_token()
    with rotated_subscriber_key():
        reader.sign_up(lists=["weekly"])
        reader.ask_for_link()
        assert len({item["subscriber"] for item in read_parts("profile")}) == 2
        mails = len(reader.mails())
        assert reader.call_me("DELETE", token)["statusCode"] == 204
        assert read_parts("profile") == read_parts("mail/") == []
        reader.deliver()
        reader.deliver_due(minutes=10)
        assert len(reader.mails()) == mails
