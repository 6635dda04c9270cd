"""Ingestion of sheets: rate_ingestion.py runs banks and backfills, bank_ingestion.py asks one bank for days,
backfill.py and history_crawler.py go back through a bank's history."""
