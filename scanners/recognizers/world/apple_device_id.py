"""Identifier of an Apple device (UDID).

Eight and sixteen hexadecimal digits with a hyphen.
https://developer.apple.com/help/account/register-devices/register-a-single-device
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"(?i)(?<![\w-])0000[0-9A-F]{4}-00[0-9A-F]{14}(?![\w-])"
WORDS = ("udid", "device", "ios")
ALONE = 0.95
SHARE = 0.4
EXAMPLES = ("00008020-008D4548007B4F26", "00008110-001A2B3C4D5E6F70", "00008030-00000000000000ff")
COUNTEREXAMPLES = (
    "00008020008D4548007B4F26",
    "10008020-008D4548007B4F26",
    "00008020-008D4548007B4F2",
)
