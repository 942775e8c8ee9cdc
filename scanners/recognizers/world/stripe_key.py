"""Key of Stripe.

sk_ or rk_ with live or test, or whsec_ for webhooks. Publishable keys (pk_) are meant to be seen.
https://docs.stripe.com/keys
"""

CATEGORY = "credential"
KIND = None
PATTERN = (
    r"(?<!\w)(?:[sr]k_(?:live|test)_[A-Za-z0-9]{10,247}|whsec_[A-Za-z0-9+/]{32,64}={0,2})(?!\w)"
)
WORDS = ("stripe", "api key", "secret key", "key", "webhook")
ALONE = 0.99
SHARE = 0.01
EXAMPLES = ("sk_" + "live_" + "0" * 24, "rk_" + "test_" + "A" * 24, "whsec_" + "x" * 32)
COUNTEREXAMPLES = ("pk_live_" + "0" * 24, "sk_prod_" + "0" * 24, "sk_live_123")
