def test_tables_exist(dynamodb):
    assert len(dynamodb.list_tables()["TableNames"]) == 9
