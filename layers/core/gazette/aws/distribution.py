"""The stack's CloudFront distribution, whose cached responses can be invalidated."""

from __future__ import annotations

from collections.abc import Sequence

from aws_lambda_powertools.utilities.parameters import get_parameter
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from gazette.aws.clients import client


class Distribution:
    def __init__(self, parameter: str) -> None:
        """`parameter` is the name of the SSM parameter with the id of the distribution.

        A function cannot refer to the distribution: it depends on the API, and the API on the functions.
        """
        self._parameter = parameter

    def invalidate(self, paths: Sequence[str], reference: str) -> bool:
        """Removes the responses at these paths from the caches. False if the stack has no distribution.

        A path that ends with `*` stands for all paths that begin with it, with any query. CloudFront makes one
        invalidation of all requests with the same `reference`. Raises the errors of SSM and CloudFront.
        """
        distribution = self._find_id()
        if distribution is None:
            return False
        client("cloudfront").create_invalidation(
            DistributionId=distribution,
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": list(paths)},
                "CallerReference": reference,
            },
        )
        return True

    def _find_id(self) -> str | None:
        """None if the stack has no distribution (as the local server)."""
        try:
            return get_parameter(self._parameter, max_age=300)
        except GetParameterError as error:
            if "ParameterNotFound" in str(error):
                return None
            raise
