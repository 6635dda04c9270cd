"""Logger and metrics of functions that carry Powertools; public reads write their own log line (http/public.py).

Logs hold ids, routes, codes and counts; never an e-mail address, a token or the text of an article.
"""

from aws_lambda_powertools import Logger, Metrics

logger = Logger()
metrics = Metrics()
