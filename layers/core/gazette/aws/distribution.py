"""The stack's CloudFront distribution, whose cached responses can be invalidated."""

from __future__ import annotations

from collections.abc import Sequence

from gazette.aws.clients import client
from gazette.aws.public.parameters import get_parameter
from gazette.settings import SettingMissing, Settings


class Distribution:
    def __init__(self, settings: Settings) -> None:
        """The setting `DISTRIBUTION_PARAMETER` is the name of the SSM parameter with the id of the distribution.

        A function cannot refer to the distribution: it depends on the API, and the API on the functions. The local
        server has no distribution, and sets the variable to an empty text.
        """
        if "DISTRIBUTION_PARAMETER" not in settings.environ:
            raise SettingMissing("the environment variable DISTRIBUTION_PARAMETER is not set; template.yaml sets it")
        self._settings = settings

    def invalidate(self, paths: Sequence[str], reference: str) -> bool:
        """Removes the responses at these paths from the caches. False if the stack has no distribution.

        A path that ends with `*` stands for all paths that begin with it, with any query. CloudFront makes one
        invalidation of all requests with the same `reference`. Raises `ParameterMissing` if the parameter that is
        set does not exist, and the errors of SSM and CloudFront.
        """
        parameter = self._settings.optional("DISTRIBUTION_PARAMETER")
        if not parameter:
            return False
        distribution = get_parameter(self._settings.environ, parameter)
        # One try: every caller repeats a failed invalidation later, and staff wait for the answer.
        client("cloudfront", tries=1).create_invalidation(
            DistributionId=distribution,
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": list(paths)},
                "CallerReference": reference,
            },
        )
        return True
