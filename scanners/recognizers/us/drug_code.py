"""US code of a medicine (NDC).

Labeler, product and package with hyphens: 4-4-2, 5-3-2, 5-4-1 or 5-4-2 digits.
https://www.fda.gov/drugs/drug-approvals-and-databases/national-drug-code-directory
"""

CATEGORY = "health"
KIND = None
PATTERN = (
    r"(?<![\w-])(?:[0-9]{4}-[0-9]{4}-[0-9]{2}|[0-9]{5}-[0-9]{3}-[0-9]{2}"
    r"|[0-9]{5}-[0-9]{4}-[0-9]{1,2})(?![\w-])"
)
WORDS = ("ndc", "drug", "medication", "prescription")
ALONE = 0.55
SHARE = 0.8
EXAMPLES = ("0777-3105-02", "50090-123-01", "12345-6789-1")
COUNTEREXAMPLES = ("777-3105-02", "0777-3105", "2024-01-02")
