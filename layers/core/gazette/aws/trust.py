"""Whom a TLS connection to AWS is to be believed: Amazon's own roots, else the machine's store.

Reading the machine's whole store costs a cold start 20 ms, these six roots 1 ms. Lean.
"""

import os
import ssl
from collections.abc import Mapping

ROOTS = os.path.join(os.path.dirname(__file__), "roots.pem")  # noqa: PTH118, PTH120 (pathlib costs 3 ms)
"""The roots that AWS's services chain to (amazontrust.com/repository), as botocore carries them."""


def amazon(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Amazon's roots, or those of AWS_CA_BUNDLE alone where that is set."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(environ.get("AWS_CA_BUNDLE") or ROOTS)
    return context


def machine() -> ssl.SSLContext:
    """The roots of the machine: for the day on which AWS changes its own."""
    return ssl.create_default_context()
