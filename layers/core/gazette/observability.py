"""Logger and metrics of functions with Powertools. Public reads write their own log line (http/public.py).

Logs have ids, routes, codes and counts, but never an e-mail address, a token or the text of an article.
"""

from aws_lambda_powertools import Logger, Metrics

logger = Logger()
metrics = Metrics()
