"""Identifier of a telephone for advertising (IDFA, GAID).

A UUID; what it stands for only a name can tell.
https://developer.apple.com/documentation/adsupport/asidentifiermanager/advertisingidentifier
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"(?i)(?<![\w-])[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}(?![\w-])"
WORDS = ("idfa", "gaid", "aaid", "idfv", "advertising", "adid", "device", "installation")
ALONE = 0.05
SHARE = 0.9
EXAMPLES = (
    "EA7583CD-A667-48BC-B806-42ECB2B48606",
    "38400000-8cf0-11bd-b23e-10b96e40000d",
    "12345678-1234-4234-8234-123456789abc",
)
COUNTEREXAMPLES = (
    "00000000-0000-0000-0000-000000000000",
    "EA7583CD-A667-48BC-B806-42ECB2B4860",
    "EA7583CDA66748BCB80642ECB2B48606",
)


def valid(text: str) -> bool:
    """Whether it is not the identifier of those who want none, which is all zeros."""
    return set(text) != set("0-")
