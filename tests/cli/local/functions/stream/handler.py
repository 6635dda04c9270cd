"""Accepts all records but two: it reports `a-reported`, and raises for `a-broken`."""

batches: list[list[dict]] = []


def handler(event, context):
    records = event["Records"]
    batches.append(records)
    ids = [record["dynamodb"]["Keys"]["id"]["S"] for record in records]
    if "a-broken" in ids:
        raise RuntimeError("broken")
    return {
        "batchItemFailures": [
            {"itemIdentifier": record["dynamodb"]["SequenceNumber"]}
            for record, id in zip(records, ids, strict=True)
            if id == "a-reported"
        ]
    }
