"""Address on the internet, version 6.

Eight groups of up to four hexadecimal digits with colons, one run of zeros left out (RFC 4291).
2001:db8::/32 is for documentation.
https://www.rfc-editor.org/rfc/rfc4291
"""

from ipaddress import AddressValueError, IPv6Address

CATEGORY = "ip_address"
KIND = None
PATTERN = (
    r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){3})?(?![\w:.])"
)
WORDS = ("ip", "ip address", "ipv6", "remote addr", "client ip")
ALONE = 0.97
SHARE = 0.3
EXAMPLES = (
    "2001:db8::8a2e:370:7334",
    "2001:0db8:0000:0000:0000:ff00:0042:8329",
    "::ffff:192.0.2.128",
)
COUNTEREXAMPLES = ("12:30:45", "::1", "2001:db8::1::2", "00:00:5E:00:53:01")


def valid(text: str) -> bool:
    """Whether it is an address, and not that of one's own machine."""
    try:
        address = IPv6Address(text)
    except AddressValueError:
        return False
    return not (address.is_loopback or address.is_unspecified)
