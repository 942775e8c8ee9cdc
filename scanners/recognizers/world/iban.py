"""International bank account number (IBAN).

Country, two check digits, then as many letters and digits as the country has laid down; moved to
the end, the first four make the whole 1 modulo 97 (ISO 13616, ISO/IEC 7064 MOD 97-10).
https://www.swift.com/standards/data-standards/iban-international-bank-account-number
"""

from scanners.recognizers.checksums import compact, mod_97

CATEGORY = "financial_account"
KIND = None
PATTERN = r"(?i)\b[A-Z]{2}[0-9]{2}(?:[ -]?[0-9A-Z]{4}){2,7}(?:[ -]?[0-9A-Z]{1,3})?\b"
WORDS = ("iban", "bank account", "konto", "kontonummer", "rekening", "compte", "cuenta", "conto")
ALONE = 0.99
SHARE = 0.05
EXAMPLES = ("DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819", "fr7630006000011234567890189")
COUNTEREXAMPLES = ("DE88 3704 0044 0532 0130 00", "XX89370400440532013000", "DE8937040044053201300")

_TABLE = (
    "AD=24 AE=23 AL=28 AT=20 AZ=28 BA=20 BE=16 BG=22 BH=22 BI=27 BR=29 BY=28 CH=21 CR=22 CY=28 "
    "CZ=24 DE=22 DJ=27 DK=18 DO=28 EE=20 EG=29 ES=24 FI=18 FK=18 FO=18 FR=27 GB=22 GE=22 GI=23 "
    "GL=18 GR=27 GT=28 HR=21 HU=28 IE=22 IL=23 IQ=23 IS=26 IT=27 JO=30 KW=30 KZ=20 LB=28 LC=32 "
    "LI=21 LT=20 LU=20 LV=21 LY=25 MC=27 MD=24 ME=22 MK=19 MN=20 MR=27 MT=31 MU=30 NI=28 NL=18 "
    "NO=15 OM=23 PK=24 PL=28 PS=29 PT=25 QA=29 RO=24 RS=22 RU=33 SA=24 SC=31 SD=18 SE=24 SI=19 "
    "SK=24 SM=27 SO=23 ST=25 SV=28 TL=23 TN=24 TR=26 UA=29 VA=22 VG=24 XK=20 YE=30"
)
_LENGTHS = dict(entry.split("=") for entry in _TABLE.split())


def valid(text: str) -> bool:
    """Whether length and check digits are right; words after the number may be in the match."""
    length = int(_LENGTHS.get(text[:2].upper(), 0))
    number = ""
    for part in text.replace("-", " ").split():
        number += compact(part)
        if len(number) == length:
            return mod_97(number[4:] + number[:4]) == 1
    return False
