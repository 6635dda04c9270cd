"""The floor: a handler that reads nothing."""


def handler(event, context):
    return {"statusCode": 204}
