"""Connections to AWS services: the address of a service, and TLS with few root certificates.

Loading Amazon's six root certificates takes 1 ms of a cold start, loading the system store 20 ms.
"""

import os
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import SplitResult

ROOTS = os.path.join(os.path.dirname(__file__), "roots.pem")  # noqa: PTH118, PTH120 (pathlib costs 3 ms)
"""Root certificates of AWS's services (amazontrust.com/repository), as in botocore's bundle."""

_use_system_store = False


def endpoint(environ: Mapping[str, str], service: str, region: str) -> str:
    """Address of a service: AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL (both unless empty), or that of AWS.

    Addresses in China have another suffix; Gazette does not run there (docs/operations.md).
    """
    configured = environ.get(f"AWS_ENDPOINT_URL_{service.upper()}") or environ.get("AWS_ENDPOINT_URL")
    return configured or f"https://{service}.{region}.amazonaws.com"


def connect(address: SplitResult, timeout: float, environ: Mapping[str, str]) -> HTTPConnection:
    """An open connection; `timeout` in seconds is for the connection and for each response.

    Raises SSLCertVerificationError for an untrusted certificate, OSError for other connection errors.
    """
    if address.scheme != "http":
        return _connect_securely(address, timeout, environ)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=timeout)
    connection.connect()
    return connection


def _connect_securely(address: SplitResult, timeout: float, environ: Mapping[str, str]) -> HTTPConnection:
    """Tries Amazon's bundled roots; on a certificate error uses the system store for the rest of the process.

    AWS_CA_BUNDLE replaces Amazon's roots, without the system store behind it.
    """
    global _use_system_store  # noqa: PLW0603 (decided once per process)
    if not _use_system_store:
        try:
            return _connect_tls(address, timeout, _bundled_roots(environ))
        except ssl.SSLCertVerificationError:
            if environ.get("AWS_CA_BUNDLE"):
                raise
    connection = _connect_tls(address, timeout, ssl.create_default_context())
    _use_system_store = True
    return connection


def _connect_tls(address: SplitResult, timeout: float, context: ssl.SSLContext) -> HTTPSConnection:
    connection = HTTPSConnection(address.hostname or "", address.port, timeout=timeout, context=context)
    connection.connect()
    return connection


def _bundled_roots(environ: Mapping[str, str]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(environ.get("AWS_CA_BUNDLE") or ROOTS)
    return context
