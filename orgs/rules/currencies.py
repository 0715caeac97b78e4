"""ISO 4217: the currencies in use, how many decimals each has, and which one a country pays in."""

DECIMALS_OTHER_THAN_TWO = {
    **dict.fromkeys(("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF").split(), 0),
    **dict.fromkeys(("BHD IQD JOD KWD LYD OMR TND").split(), 3),
}
CURRENCIES = tuple(
    (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF"
        " CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL"
        " HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD"
        " MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG"
        " QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD"
        " TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
    ).split()
)
# Where even a large house costs billions.
SMALL_UNITS = frozenset("COP GNF IDR IRR KHR LAK LBP MGA MMK PYG STN SYP TZS UGX UZS VND".split())
EURO = frozenset("AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split())
PAID_IN = {
    "US": "USD", "CA": "CAD", "MX": "MXN", "GB": "GBP", "AU": "AUD", "NZ": "NZD", "CH": "CHF", "DK": "DKK",
    "NO": "NOK", "SE": "SEK", "PL": "PLN", "CZ": "CZK", "HU": "HUF", "RO": "RON", "BG": "BGN", "IN": "INR",
    "JP": "JPY", "KR": "KRW", "CN": "CNY", "BR": "BRL", "AR": "ARS", "CL": "CLP", "CO": "COP", "PE": "PEN",
    "UY": "UYU", "PY": "PYG", "BO": "BOB", "EC": "USD", "SV": "USD", "PR": "USD", "GT": "GTQ", "HN": "HNL",
    "NI": "NIO", "CR": "CRC", "PA": "PAB", "DO": "DOP", "CU": "CUP", "ZA": "ZAR", "NG": "NGN", "KE": "KES",
    "GH": "GHS", "EG": "EGP", "MA": "MAD", "TR": "TRY", "IL": "ILS", "UA": "UAH", "PH": "PHP", "ID": "IDR",
}  # fmt: skip


def decimals(currency: str) -> int:
    """How many digits after the point amounts of a currency have: 2, or 0, or 3."""
    return DECIMALS_OTHER_THAN_TWO.get(currency, 2)


def currency_of(region: str) -> str:
    """The currency of a country (ISO 3166 alpha-2); "" when there is no telling."""
    return "EUR" if region in EURO else PAID_IN.get(region, "")
