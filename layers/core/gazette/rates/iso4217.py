"""Currencies as ISO 4217 lists them: numbers, minor units, former currencies, redenominations."""

from __future__ import annotations

from datetime import date

_BY_MINOR_UNITS = {
    0: "BIF108 CLP152 DJF262 GNF324 ISK352 JPY392 KMF174 KRW410 PYG600 RWF646 UGX800 UYI940 VND704 VUV548 XAF950 "
    "XOF952 XPF953",
    2: "AED784 AFN971 ALL008 AMD051 AOA973 ARS032 AUD036 AWG533 AZN944 BAM977 BBD052 BDT050 BMD060 BND096 BOB068 "
    "BOV984 BRL986 BSD044 BTN064 BWP072 BYN933 BZD084 CAD124 CDF976 CHE947 CHF756 CHW948 CNY156 COP170 COU970 "
    "CRC188 CUP192 CVE132 CZK203 DKK208 DOP214 DZD012 EGP818 ERN232 ETB230 EUR978 FJD242 FKP238 GBP826 GEL981 "
    "GHS936 GIP292 GMD270 GTQ320 GYD328 HKD344 HNL340 HTG332 HUF348 IDR360 ILS376 INR356 IRR364 JMD388 KES404 "
    "KGS417 KHR116 KPW408 KYD136 KZT398 LAK418 LBP422 LKR144 LRD430 LSL426 MAD504 MDL498 MGA969 MKD807 MMK104 "
    "MNT496 MOP446 MRU929 MUR480 MVR462 MWK454 MXN484 MXV979 MYR458 MZN943 NAD516 NGN566 NIO558 NOK578 NPR524 "
    "NZD554 PAB590 PEN604 PGK598 PHP608 PKR586 PLN985 QAR634 RON946 RSD941 RUB643 SAR682 SBD090 SCR690 SDG938 "
    "SEK752 SGD702 SHP654 SLE925 SOS706 SRD968 SSP728 STN930 SVC222 SYP760 SZL748 THB764 TJS972 TMT934 TOP776 "
    "TRY949 TTD780 TWD901 TZS834 UAH980 USD840 USN997 UYU858 UZS860 VED926 VES928 WST882 XCD951 XCG532 YER886 "
    "ZAR710 ZMW967 ZWG924",
    3: "BHD048 IQD368 JOD400 KWD414 LYD434 OMR512 TND788",
    4: "CLF990 UYW927",
    None: "XAG961 XAU959 XBA955 XBB956 XBC957 XBD958 XDR960 XPD964 XPT962 XSU994 XUA965",
}
_FORMER = {
    0: "BEF056 2001-12-31, BYB112 1999-12-31, BYR974 2016-12-31, ESP724 2001-12-31, GRD300 2001-12-31, "
    "ITL380 2001-12-31, LUF442 2001-12-31, PTE620 2001-12-31, TRL792 2004-12-31",
    2: "AFA004 2003-01-01, ANG532 2025-03-31, ATS040 2001-12-31, AZM031 2005-12-31, BGL100 1999-07-04, "
    "BGN975 2025-12-31, CUC931 2021-06-30, CYP196 2007-12-31, DEM276 2001-12-31, EEK233 2010-12-31, "
    "FIM246 2001-12-31, FRF250 2001-12-31, HRK191 2022-12-31, IEP372 2001-12-31, LTL440 2014-12-31, "
    "LVL428 2013-12-31, MTL470 2007-12-31, NLG528 2001-12-31, ROL642 2005-06-30, RUR810 1997-12-31, "
    "SDD736 2007-06-30, SIT705 2006-12-31, SKK703 2008-12-31, SLL694 2024-03-31, TJR762 2000-10-29, "
    "TMM795 2008-12-31, UAK804 1996-09-01, VEF937 2018-08-19, ZWL932 2024-08-31",
    None: "XEU954 1998-12-31",
}
"""The former currencies that banks have published, each with its last day as money. Banks publish some of them for
months after that day."""

_FORMER_ENTRIES = [(entry, digits) for digits, entries in _FORMER.items() for entry in entries.split(", ")]
_PRESENT_ENTRIES = [(entry, digits) for digits, entries in _BY_MINOR_UNITS.items() for entry in entries.split()]

MINOR_UNITS: dict[str, int | None] = {entry[:3]: digits for entry, digits in _PRESENT_ENTRIES + _FORMER_ENTRIES}
"""Digits after the point of an amount. None if the standard has no number (gold, special drawing rights)."""

NUMERIC = {entry[:3]: entry[3:6] for entry, _ in _PRESENT_ENTRIES + _FORMER_ENTRIES}
UNNUMBERED = "000"
"""The number of a currency that has a number neither in ISO 4217 nor by its bank."""

LAST_DAYS = {entry[:3]: entry[7:] for entry, _ in _FORMER_ENTRIES}
"""Last day as money, by code, for former currencies."""

FIRST_DAYS = {"EUR": "1999-01-01", "RUB": "1998-01-01"}
"""First day as money, by code, for currencies that are younger than a bank's history."""

REDENOMINATIONS = {
    "BYN": (date(2016, 7, 1),),
    "RUB": (date(1998, 1, 1),),
    "VES": (date(2018, 8, 20), date(2021, 10, 1)),
    "SYP": (date(2026, 1, 1),),
}
"""Days on which a currency lost zeros and kept its code. No change is calculated across them."""


def was_redenominated(currency: str, before: date, day: date) -> bool:
    """Whether the currency was redenominated after `before`, up to `day`."""
    return any(before < redenomination <= day for redenomination in REDENOMINATIONS.get(currency, ()))
