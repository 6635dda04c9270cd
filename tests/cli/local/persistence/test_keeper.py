"""What the emulator holds, and its return after a restart."""

import functools
import json
import sqlite3
from contextlib import contextmanager

import boto3
import pytest
import requests
from moto.backends import get_backend
from moto.s3.models import FakeKey

from cli.local.moto_server import SerializedMotoServer
from cli.local.persistence.folder import DataUnusable, explain, open_database
from cli.local.persistence.keeper import Keeper
from cli.local.port import bind
from cli.local.stack import ACCOUNT
from cli.staff import sign_in_anew

REGION = "ap-south-1"
"""One that the suite's own emulator does not use. Its state in moto's memory is cleared after each server."""

ITEM = {
    "id": {"S": "1"},
    "number": {"N": "1.50"},
    "packed": {"B": b"\x1f\x8b\x00"},
    "set": {"SS": ["a", "b"]},
    "bytes": {"BS": [b"1", b"2"]},
    "map": {"M": {"list": {"L": [{"B": b"q"}, {"NULL": True}, {"BOOL": False}, {"M": {}}]}}},
}


class Emulator:
    """A server whose keeper changes with each start. The keeper of the last start is the one that saves."""

    def __init__(self):
        self.keeper = None
        self.server = SerializedMotoServer(bind(0), self)
        self.server.start()

    def __getattr__(self, name):
        return getattr(self.keeper, name)

    @functools.cache  # noqa: B019 (there is one for all tests)
    def client(self, service):
        host, port = self.server.get_host_and_port()
        return boto3.client(service, endpoint_url=f"http://{host}:{port}", region_name=REGION)


@pytest.fixture(scope="module")
def emulator():
    emulator = Emulator()
    yield emulator
    emulator.server.stop()


def create_resources(client, key="id"):
    client("dynamodb").create_table(
        TableName="things",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
        KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    client("sqs").create_queue(QueueName="work")
    s3 = client("s3")
    s3.create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket="files", VersioningConfiguration={"Status": "Enabled"})
    cognito = client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="staff")["UserPool"]["Id"]
    cognito.create_group(UserPoolId=pool, GroupName="editor")


def forget():
    for service in ("dynamodb", "sqs", "cognito-idp", "ssm", "ses"):
        get_backend(service)[ACCOUNT][REGION].reset()
    s3 = get_backend("s3")[ACCOUNT]["aws"]
    if "files" in s3.buckets:
        s3.buckets["files"].keys.clear()
        s3.delete_bucket("files")
    # moto's list of all files has errors about those of buckets that are gone.
    for file in [file for file in FakeKey.instances_tracked if file.bucket_name == "files"]:
        file.dispose()
        FakeKey.instances_tracked.remove(file)


@pytest.fixture
def start(emulator, tmp_path):
    """Starts an emulator whose state is in a folder. It ends without any farewell, as by a kill."""

    @contextmanager
    def start(create=create_resources):
        database = open_database(tmp_path / "data")
        keeper = emulator.keeper = Keeper(database, "data")
        try:
            create(emulator.client)
            keeper.restore(REGION)
            keeper.begin()
            yield emulator
        finally:
            database.close()
            forget()

    return start


def test_items_return_with_all_types_of_values(start):
    with start() as before:
        table = before.client("dynamodb")
        table.put_item(TableName="things", Item=ITEM)
        table.put_item(TableName="things", Item={"id": {"S": "gone"}})
        table.delete_item(TableName="things", Key={"id": {"S": "gone"}})
        table.update_item(
            TableName="things",
            Key={"id": {"S": "1"}},
            UpdateExpression="SET title = :title",
            ExpressionAttributeValues={":title": {"S": "Ўз"}},
        )
    with start() as after:
        assert after.client("dynamodb").scan(TableName="things")["Items"] == [{**ITEM, "title": {"S": "Ўз"}}]


def test_transactions_batches_and_statements_return(start):
    def put(id):
        return {"TableName": "things", "Item": {"id": {"S": id}}}

    with start() as before:
        dynamodb = before.client("dynamodb")
        dynamodb.transact_write_items(TransactItems=[{"Put": put("a")}, {"Put": put("b")}])
        dynamodb.batch_write_item(RequestItems={"things": [{"PutRequest": {"Item": {"id": {"S": "c"}}}}]})
        dynamodb.execute_statement(Statement="INSERT INTO things VALUE {'id': 'd'}")
        refused = {"ConditionExpression": "attribute_not_exists(id)"}
        with pytest.raises(dynamodb.exceptions.TransactionCanceledException):
            dynamodb.transact_write_items(TransactItems=[{"Put": put("e")}, {"Put": {**put("a"), **refused}}])
    with start() as after:
        items = after.client("dynamodb").scan(TableName="things")["Items"]
        assert sorted(item["id"]["S"] for item in items) == ["a", "b", "c", "d"]


def read_stream(emulator):
    streams = emulator.client("dynamodbstreams")
    arn = streams.list_streams(TableName="things")["Streams"][0]["StreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    position = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    records = streams.get_records(ShardIterator=position["ShardIterator"])["Records"]
    return [record["dynamodb"] for record in records]


def test_stream_records_return_until_every_reader_delivered_them(start):
    with start() as before:
        before.client("dynamodb").put_item(TableName="things", Item=ITEM)
        before.client("dynamodb").put_item(TableName="things", Item={"id": {"S": "2"}})
        first, second = read_stream(before)
        for reader in ("Index", "Events"):
            before.keeper.tables.add_reader("things", reader)
        before.keeper.tables.note_delivered("things", "Index", second["SequenceNumber"])
        before.keeper.tables.note_delivered("things", "Events", first["SequenceNumber"])
    with start() as after:
        assert read_stream(after) == [second]
        after.client("dynamodb").put_item(TableName="things", Item={"id": {"S": "3"}})
        third = read_stream(after)[1]
        assert int(third["SequenceNumber"]) == int(second["SequenceNumber"]) + 1


def test_files_return_with_their_versions(start):
    with start() as before:
        s3 = before.client("s3")
        for text in (b"old", b"new"):
            s3.put_object(Bucket="files", Key="a/b.txt", Body=text, ContentType="text/plain", Metadata={"by": "me"})
        s3.put_object(Bucket="files", Key="ўзбек %2F+ ?.txt", Body=b"name")
        s3.copy_object(Bucket="files", Key="copy", CopySource={"Bucket": "files", "Key": "a/b.txt"})
        form = s3.generate_presigned_post("files", "uploaded")
        requests.post(form["url"], data=form["fields"], files={"file": b"by a form"}, timeout=10)
        s3.put_object(Bucket="files", Key="gone", Body=b"x")
        s3.delete_object(Bucket="files", Key="gone")
        listed = s3.list_object_versions(Bucket="files")
    with start() as after:
        s3 = after.client("s3")
        file = s3.get_object(Bucket="files", Key="a/b.txt")
        assert (file["Body"].read(), file["ContentType"], file["Metadata"]) == (b"new", "text/plain", {"by": "me"})
        for key, content in (("ўзбек %2F+ ?.txt", b"name"), ("copy", b"new"), ("uploaded", b"by a form")):
            assert s3.get_object(Bucket="files", Key=key)["Body"].read() == content
        again = s3.list_object_versions(Bucket="files")
        assert (again["Versions"], again["DeleteMarkers"]) == (listed["Versions"], listed["DeleteMarkers"])


def test_users_return_with_groups_passwords_and_sessions(start):
    with start() as before:
        cognito = before.client("cognito-idp")
        pool = cognito.list_user_pools(MaxResults=1)["UserPools"][0]["Id"]
        client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="site")["UserPoolClient"]["ClientId"]
        sign_in_anew(cognito, pool, client, "editor", "aziza@gazette.example")
        cognito.admin_create_user(UserPoolId=pool, Username="gone@gazette.example")
        cognito.admin_delete_user(UserPoolId=pool, Username="gone@gazette.example")
        [user] = cognito.list_users(UserPoolId=pool)["Users"]
        tokens = get_backend("cognito-idp")[ACCOUNT][REGION].user_pools[pool].refresh_tokens
        assert tokens
    with start() as after:
        cognito = after.client("cognito-idp")
        pool = cognito.list_user_pools(MaxResults=1)["UserPools"][0]["Id"]
        [again] = cognito.list_users(UserPoolId=pool)["Users"]
        assert (again["Username"], again["Attributes"]) == (user["Username"], user["Attributes"])
        assert again["UserStatus"] == "CONFIRMED"
        groups = cognito.admin_list_groups_for_user(UserPoolId=pool, Username=again["Username"])["Groups"]
        assert [group["GroupName"] for group in groups] == ["editor"]
        assert get_backend("cognito-idp")[ACCOUNT][REGION].user_pools[pool].refresh_tokens == tokens


def test_secrets_mails_and_waiting_messages_return(start):
    with start() as before:
        before.client("ssm").put_parameter(Name="/gazette/secret", Value="a:b", Type="SecureString")
        before.client("sesv2").create_email_identity(EmailIdentity="news@gazette.example")
        mail = {"Raw": {"Data": b"Subject: Hello\n\nText"}}
        before.client("sesv2").send_email(
            FromEmailAddress="news@gazette.example", Destination={"ToAddresses": ["r@reader.example"]}, Content=mail
        )
        sqs = before.client("sqs")
        url = sqs.get_queue_url(QueueName="work")["QueueUrl"]
        for body in ("done", "received", "waits"):
            attributes = {"bytes": {"DataType": "Binary", "BinaryValue": b"\xff"}}
            sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=attributes)
        [done] = sqs.receive_message(QueueUrl=url)["Messages"]
        sqs.delete_message(QueueUrl=url, ReceiptHandle=done["ReceiptHandle"])
        sqs.receive_message(QueueUrl=url)
    with start() as after:
        secret = after.client("ssm").get_parameter(Name="/gazette/secret", WithDecryption=True)["Parameter"]
        assert (secret["Value"], secret["Type"]) == ("a:b", "SecureString")
        [mail] = get_backend("ses")[ACCOUNT][REGION].sent_messages
        assert "Hello" in mail.raw_data
        assert mail.sent_at.tzinfo
        sqs = after.client("sqs")
        url = sqs.get_queue_url(QueueName="work")["QueueUrl"]
        waiting = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])["Messages"]
        assert {message["Body"] for message in waiting} == {"received", "waits"}
        assert waiting[0]["MessageAttributes"]["bytes"]["BinaryValue"] == b"\xff"


def test_a_start_that_is_killed_leaves_the_folder_as_it_was(start, tmp_path):
    with start() as before:
        before.client("dynamodb").put_item(TableName="things", Item={"id": {"S": "1"}})
    database = open_database(tmp_path / "data")
    unfinished = Keeper(database, "data")
    unfinished.note("samples", loaded=True)
    unfinished.journal.delete_kind("item/things")
    database.close()
    with start() as after:
        assert after.keeper.note("samples", loaded=True) is None
        assert after.client("dynamodb").scan(TableName="things")["Count"] == 1


def test_another_address_of_the_site_is_told_as_long_as_articles_may_have_it(start):
    told = []
    for address in ("http://127.0.0.1:3000", "http://127.0.0.1:4000", "http://127.0.0.1:4000"):
        with start(lambda client: None) as emulator:
            told.append(emulator.keeper.note_address(address))
    assert told == ["", "http://127.0.0.1:3000", "http://127.0.0.1:3000"]


def test_a_write_that_does_not_reach_the_disk_is_an_error(start, capsys):
    with start() as emulator:
        dynamodb, database = emulator.client("dynamodb"), emulator.keeper.journal._connection
        item = {"id": {"S": "1"}, "text": {"S": "x" * 50_000}}
        database.execute("PRAGMA max_page_count = 1")  # no more than it has: the disk is full
        with pytest.raises(dynamodb.exceptions.ClientError, match="the data folder cannot be written"):
            dynamodb.put_item(TableName="things", Item=item)
        assert "data cannot be written (database or disk is full): PutItem failed" in capsys.readouterr().err
        database.execute("PRAGMA max_page_count = 1000000")
        dynamodb.put_item(TableName="things", Item=item)
    with start() as emulator:
        assert emulator.client("dynamodb").scan(TableName="things")["Items"] == [item]


def test_a_start_on_a_full_disk_is_one_clear_line(tmp_path):
    database = open_database(tmp_path / "data")
    keeper = Keeper(database, "data")
    database.execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError):
        keeper.note("samples", text="x" * 50_000)
    database.close()
    assert "cannot be written (database or disk is full)" in str(explain(tmp_path, keeper.journal.failure))


def test_a_table_with_other_keys_is_one_clear_line(start):
    with start() as before:
        before.client("dynamodb").put_item(TableName="things", Item={"id": {"S": "1"}})
    with pytest.raises(DataUnusable, match="gives things other keys"), start(lambda c: create_resources(c, "x")):
        pass


def test_a_table_that_the_template_lost_keeps_its_items_until_it_returns(start):
    with start() as before:
        before.client("dynamodb").put_item(TableName="things", Item={"id": {"S": "1"}})
    with start(lambda client: None):
        pass
    with start() as after:
        assert after.client("dynamodb").scan(TableName="things")["Count"] == 1


def test_records_that_cannot_be_read_are_damage(start, tmp_path):
    with start():
        pass
    database = open_database(tmp_path / "data")
    database.execute("INSERT INTO records VALUES ('item/things', '1', ?, NULL)", (json.dumps({"id": 1}),))
    database.close()
    with pytest.raises(DataUnusable, match="damaged"), start():
        pass
