"""Token of a service whose tokens begin with letters of their own.

Databricks (dapi), DigitalOcean (do*_v1_), Discord and Telegram bots, Grafana (gl*_), HashiCorp
Vault (hv*.), Hugging Face (hf_), Linear (lin_api_), Mailgun (key-), Notion (ntn_), SendGrid (SG.),
Shopify (shp**_), Square (sq0), Twilio (SK).
https://docs.databricks.com/aws/en/dev-tools/auth/pat,
https://docs.digitalocean.com/reference/api/create-personal-access-token/,
https://core.telegram.org/bots/api#authorizing-your-bot,
https://developer.hashicorp.com/vault/docs/concepts/tokens,
https://shopify.dev/docs/apps/build/authentication-authorization
"""

CATEGORY = "credential"
KIND = None
PATTERN = (
    r"(?<![\w.-])(?:dapi[0-9a-f]{32}(?:-[0-9])?|do[opr]_v1_[0-9a-f]{64}|gl(?:sa|c)_[\w+/=]{32,200}"
    r"|hv[sbr]\.[\w-]{24,300}|hf_[A-Za-z0-9]{34}|lin_api_[A-Za-z0-9]{40}|key-[0-9a-f]{32}"
    r"|ntn_[A-Za-z0-9]{40,60}|SG\.[\w-]{22}\.[\w-]{43}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"
    r"|sq0(?:atp|csp)-[\w-]{22,43}|SK[0-9a-f]{32}|[0-9]{8,10}:AA[\w-]{33})(?![\w-])"
)
WORDS = ("token", "api key", "key", "secret", "sendgrid", "twilio", "telegram", "shopify", "vault")
ALONE = 0.98
SHARE = 0.01
EXAMPLES = (
    "dapi" + "0" * 32,
    "SG." + "A" * 22 + "." + "b" * 43,
    "123456789:AA" + "x" * 33,
    "hvs." + "C" * 30,
)
COUNTEREXAMPLES = ("dapi" + "0" * 31, "SG.AAAA.bbbb", "123456789:BB" + "x" * 33, "hvx." + "C" * 30)
