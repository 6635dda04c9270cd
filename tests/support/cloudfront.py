"""A distribution of the stack, and its invalidations."""

import os
from collections.abc import Iterator
from typing import Any

import boto3

from tests.support.articles import new_id
from tests.support.aws import forget_parameters

PARAMETER = "/gazette/distribution-id"


def open_distribution() -> Iterator[str]:
    """A distribution, its id in the parameter that the stack writes."""
    cloudfront, ssm = boto3.client("cloudfront"), boto3.client("ssm")
    origin = {"Id": "api", "DomainName": "api.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    made = cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": new_id(),
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {"TargetOriginId": "api", "ViewerProtocolPolicy": "https-only"},
            "Comment": "",
            "Enabled": True,
        }
    )["Distribution"]
    os.environ["DISTRIBUTION_PARAMETER"] = PARAMETER
    ssm.put_parameter(Name=PARAMETER, Value=made["Id"], Type="String")
    forget_parameters()
    yield made["Id"]
    ssm.delete_parameter(Name=PARAMETER)
    forget_parameters()


def list_invalidations(distribution: str) -> list[dict[str, Any]]:
    """The batches (`Paths`, `CallerReference`) of all invalidations."""
    cloudfront = boto3.client("cloudfront")
    listed = cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"].get("Items", [])
    return [
        cloudfront.get_invalidation(DistributionId=distribution, Id=one["Id"])["Invalidation"]["InvalidationBatch"]
        for one in listed
    ]
