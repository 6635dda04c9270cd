"""The clients of a target."""

import boto3

from cli.target import Target


def test_tables_of_a_local_server_may_be_in_an_emulator_of_their_own():
    """`gazette dev --endpoint`: DynamoDB Local has the tables, and moto everything else."""
    target = Target(
        boto3.Session(region_name="eu-central-1"), "", "", "http://127.0.0.1:1", {"dynamodb": "http://127.0.0.1:2"}
    )
    addresses = {service: target.client(service).meta.endpoint_url for service in ("dynamodb", "ssm")}
    assert addresses == {"dynamodb": "http://127.0.0.1:2", "ssm": "http://127.0.0.1:1"}


def test_a_service_that_does_not_answer_is_given_up_after_seconds():
    target = Target(boto3.Session(region_name="eu-central-1"), "", "")
    settings = target.client("dynamodb", retries={"total_max_attempts": 10}).meta.config
    assert (settings.connect_timeout, settings.read_timeout) == (5, 20)
    assert settings.retries["total_max_attempts"] == 10
