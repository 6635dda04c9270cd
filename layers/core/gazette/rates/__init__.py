"""Official currency rates: sheets of central banks, validated, stored whole, and served with the banks' own digits.

sources/     the banks, one file each: address, parser, calendar
ingestion/   fetches sheets: scheduled runs and backfills
validation/  compares a sheet with the one before it: guards, changes, holds. No I/O
store/       the rates table: sheets, months, currencies, written in transactions
review/      overrides of rates on hold, by an operator or by a second bank
public/      public reads (chart/: the SVG of a currency)

All of them may import the files beside this one.
"""
