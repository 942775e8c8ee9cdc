"""Access key of Amazon Web Services.

AKIA (for long) or ASIA (for hours) and sixteen characters of base 32.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

CATEGORY = "credential"
KIND = None
PATTERN = r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])"
WORDS = ("aws", "access key", "key", "key id", "secret")
ALONE = 0.99
SHARE = 0.01
EXAMPLES = (
    "AKIA" + "IOSFODNN7EXAMPLE",
    "ASIA" + "ABCDEFGH2345EXAM",
    "key=AKIA" + "EXAMPLEEXAMPLE22;",
)
COUNTEREXAMPLES = ("AKIAIOSFODNN7EXAMPL", "AKIDIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE1")
