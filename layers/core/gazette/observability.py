"""Logs and metrics of the functions that carry Powertools; public reads have a lean line of their own (http/public.py).

No address, token or article text is ever logged: only ids, routes, codes and counts.
"""

from aws_lambda_powertools import Logger, Metrics

logger = Logger()
metrics = Metrics()
