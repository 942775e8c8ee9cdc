"""Private key in PEM or OpenPGP armour.

A line that begins it (RFC 7468, RFC 9580); what follows is not looked at.
https://www.rfc-editor.org/rfc/rfc7468
"""

CATEGORY = "credential"
KIND = None
PATTERN = r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----"
WORDS = ("private key", "key", "pem", "secret", "certificate")
ALONE = 0.99
SHARE = 0.01
EXAMPLES = (
    "-----BEGIN " + "PRIVATE KEY-----\nMC4CAQAw",
    "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
    "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----",
)
COUNTEREXAMPLES = (
    "-----BEGIN PUBLIC KEY-----",
    "-----BEGIN CERTIFICATE-----",
    "BEGIN PRIVATE KEY",
)
