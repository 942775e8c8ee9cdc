"""Secret of a second factor, as authenticator apps read it.

otpauth://totp or hotp with secret= in base 32.
https://github.com/google/google-authenticator/wiki/Key-Uri-Format
"""

CATEGORY = "credential"
KIND = None
PATTERN = r"(?i)\botpauth://[th]otp/[^\s?]{0,200}\?[^\s]{0,200}\bsecret=[A-Z2-7]{8,128}"
WORDS = ("otp", "totp", "mfa", "2fa", "secret")
ALONE = 0.99
SHARE = 0.01
EXAMPLES = (
    "otpauth://totp/Example:ada@example.org?secret=JBSWY3DPEHPK3PXP&issuer=Example",
    "otpauth://hotp/ada?secret=AAAAAAAA&counter=0",
    "otpauth://totp/x?issuer=Example&secret=ABCDEFGH234567AB",
)
COUNTEREXAMPLES = (
    "otpauth://totp/Example",
    "https://example.org/?secret=JBSWY3DP",
    "otpauth://totp/x?secret=1",
)
