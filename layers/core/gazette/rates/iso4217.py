"""Currencies as ISO 4217 lists them: minor units, those that ended, those that became other money. Lean."""

from __future__ import annotations

from datetime import date

_BY_MINOR_UNITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BYR BZD CAD CDF "
    "CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD "
    "HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT "
    "MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD "
    "SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS "
    "VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
    None: "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XUA",
}
MINOR_UNITS: dict[str, int | None] = {
    code: digits for digits, codes in _BY_MINOR_UNITS.items() for code in codes.split()
}
"""Digits after the point of an amount; None where the standard gives none (gold, special drawing rights)."""

ENDED = {
    "BYR": "2016-12-31",
    "HRK": "2022-12-31",
    "BGN": "2025-12-31",
    "SLL": "2024-03-31",
    "CUC": "2021-06-30",
    "ANG": "2025-03-31",
    "ZWL": "2024-08-31",
}
"""Last day as money. Banks go on printing some of them for months."""

BROKEN = {
    "BYN": (date(2016, 7, 1),),
    "VES": (date(2018, 8, 20), date(2021, 10, 1)),
    "SYP": (date(2026, 1, 1),),
}
"""Days on which zeros were struck off under one code: no change is counted across them."""


def redenominated(currency: str, before: date, day: date) -> bool:
    """Whether the code stands for other money on `day` than on `before`."""
    return any(before < broken <= day for broken in BROKEN.get(currency, ()))
