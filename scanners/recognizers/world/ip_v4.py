"""Address on the internet, version 4.

Four numbers from 0 to 255 with points, outside the private and special ranges; a version may look
the same. 192.0.2.0, 198.51.100.0 and 203.0.113.0 (each /24) are for documentation (RFC 5737).
https://www.rfc-editor.org/rfc/rfc791
"""

from scanners.recognizers.addresses import is_private_v4

CATEGORY = "ip_address"
KIND = None
PATTERN = (
    r"(?<![\w.-])(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]"
    r"|1[0-9]{2}|[1-9]?[0-9])(?!\w)"
)
WORDS = ("ip", "ip address", "remote addr", "client ip", "host")
ALONE = 0.9
SHARE = 0.4
EXAMPLES = ("203.0.113.7", "192.0.2.255", "from 198.51.100.20:443")
COUNTEREXAMPLES = ("203.0.113.256", "192.168.1.1", "1.2.3", "0.12.0.7")


def valid(text: str) -> bool:
    """Whether the address is one on the internet."""
    first = int(text.partition(".")[0])
    return 0 < first < 224 and not is_private_v4(text)
