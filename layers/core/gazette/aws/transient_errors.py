"""Which errors of an AWS service may be gone at the next try."""

from botocore.exceptions import (
    ClientError,
    ConnectionError,
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
)
from botocore.parsers import ResponseParserError

from gazette.errors import Unavailable

THROTTLING_CODES = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "ThrottlingException",
        "Throttling",
        "ThrottledException",
        "TooManyRequestsException",
        "TooManyUpdates",
        "SlowDown",
    }
)
"""Too many requests: DynamoDB, EventBridge, SES, SSM, SQS, and the older services."""

TRANSIENT_CODES = THROTTLING_CODES | frozenset(
    {
        # CloudFront works on 15 paths with a `*` at a time, and on 3,000 without.
        "TooManyInvalidationsInProgress",
        # Another transaction of DynamoDB writes the same item.
        "TransactionConflictException",
        "TransactionInProgressException",
        # The credentials of the function expire, its clock is set, its new role gets its permissions.
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidSignatureException",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
        # Faults of the service, also in the entries of a reply with the status 200.
        "InternalError",
        "InternalException",
        "InternalFailure",
        "InternalServerError",
        "ServiceUnavailable",
        "RequestTimeout",
        "RequestTimeoutException",
    }
)


def is_transient(error: BaseException) -> bool:
    """Whether the same call may succeed later: the service is busy or out of order, was not reached, or does not
    accept the credentials now.

    `Unavailable` is transient. Refusals of a request are not, nor are defects of our own, such as a missing member.
    """
    match error:
        case ClientError():
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            return status >= 500 or error.response.get("Error", {}).get("Code") in TRANSIENT_CODES
        case Unavailable() | HTTPClientError() | ConnectionError() | ResponseParserError():
            return True
        case NoCredentialsError() | CredentialRetrievalError():
            return True
    return False
