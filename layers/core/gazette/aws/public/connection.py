"""The way to an AWS service: its address, and whose word is taken for it. Lean.

Amazon's own roots are believed, else the machine's store: reading all of that costs a cold start 20 ms, the six 1 ms.
"""

import os
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import SplitResult

ROOTS = os.path.join(os.path.dirname(__file__), "roots.pem")  # noqa: PTH118, PTH120 (pathlib costs 3 ms)
"""The roots that AWS's services chain to (amazontrust.com/repository), as botocore carries them."""

_machines_store = False


def endpoint(environ: Mapping[str, str], service: str, region: str) -> str:
    """Where a service is: as the environment names it (an empty name is none), else at AWS.

    In China addresses end otherwise; Gazette does not run there (docs/operations.md).
    """
    named = environ.get(f"AWS_ENDPOINT_URL_{service.upper()}") or environ.get("AWS_ENDPOINT_URL")
    return named or f"https://{service}.{region}.amazonaws.com"


def connect(address: SplitResult, patience: float, environ: Mapping[str, str]) -> HTTPConnection:
    """An open connection; `patience` is in seconds, now and for each answer. SSLCertVerificationError, OSError."""
    if address.scheme != "http":
        return _secure(address, patience, environ)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=patience)
    connection.connect()
    return connection


def _secure(address: SplitResult, patience: float, environ: Mapping[str, str]) -> HTTPConnection:
    """Where Amazon's roots do not vouch for the service, the machine's store is asked; it was right, it goes first."""
    global _machines_store  # noqa: PLW0603 (learnt once for the process)
    if not _machines_store:
        try:
            return _verified(address, patience, _amazon(environ))
        except ssl.SSLCertVerificationError:
            if environ.get("AWS_CA_BUNDLE"):
                raise
    connection = _verified(address, patience, ssl.create_default_context())
    _machines_store = True
    return connection


def _verified(address: SplitResult, patience: float, context: ssl.SSLContext) -> HTTPSConnection:
    connection = HTTPSConnection(address.hostname or "", address.port, timeout=patience, context=context)
    connection.connect()
    return connection


def _amazon(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Amazon's roots, or those of AWS_CA_BUNDLE alone where that is set."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(environ.get("AWS_CA_BUNDLE") or ROOTS)
    return context
