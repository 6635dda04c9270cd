"""What API Gateway does between a client and the functions."""
