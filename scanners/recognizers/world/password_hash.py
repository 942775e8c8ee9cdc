"""Password hashed to be kept: bcrypt, scrypt, Argon2, PBKDF2, crypt, and those of servers.

The sort between dollar signs and its settings, salt and hash (PHC string format, crypt(5)); LDAP
writes it in braces, PostgreSQL SCRAM-SHA-256$. Still a credential: it can be tried offline.
https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md,
https://manpages.debian.org/unstable/libcrypt-dev/crypt.5.en.html
"""

CATEGORY = "credential"
KIND = None
PATTERN = (
    r"\$2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{53}|\$argon2(?:id|i"
    r"|d)\$(?:v=[0-9]{1,3}\$)?m=[0-9]{1,8},t=[0-9]{1,4},p=[0-9]{1,4}\$[\w+/.-]{8,90}"
    r"\$[\w+/.-]{16,180}|\$[156]\$(?:rounds=[0-9]{1,9}\$)?[./A-Za-z0-9]{1,16}"
    r"\$[./A-Za-z0-9]{22,86}|\$(?:y|gy|7|scrypt)\$[\w./+=,$-]{30,200}|\$[PH]\$[./A-Za-z0-9]{31}"
    r"|\b(?:pbkdf2_sha(?:1|256|512)|bcrypt_sha256|scrypt)\$[0-9A-Za-z$./+=:,]{30,250}"
    r"|\bpbkdf2:sha(?:1|256|512):[0-9]{1,8}\$[A-Za-z0-9]{6,64}\$[0-9a-f]{40,128}"
    r"|\bscrypt:[0-9]{1,8}:[0-9]{1,3}:[0-9]{1,3}\$[A-Za-z0-9]{6,64}\$[0-9a-f]{64,128}"
    r"|\{S?SHA(?:256|512)?\}[A-Za-z0-9+/]{26,120}={0,2}|\bSCRAM-SHA-(?:1"
    r"|256)\$[0-9]{1,8}:[A-Za-z0-9+/=]{8,64}\$[A-Za-z0-9+/=]{20,64}:[A-Za-z0-9+/=]{20,64}"
    r"|\A\*[0-9A-F]{40}\Z|\bAQAAAA[EI]AA[A-Za-z0-9+/]{50,90}={0,2}"
)
WORDS = (
    "password",
    "passwd",
    "pwd",
    "hash",
    "digest",
    "passwort",
    "contraseña",
    "senha",
    "mot de passe",
)
ALONE = 0.99
SHARE = 0.01
EXAMPLES = (
    "$2b$12$" + "abcdefghijklmnopqrstuu" + "A" * 31,
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$" + "A" * 43,
    "$6$rounds=5000$exampleSalt$" + "x" * 86,
    "pbkdf2_sha256$600000$exampleSalt$" + "A" * 43 + "=",
    "SCRAM-SHA-256$4096:c29tZXNhbHQ=$" + "A" * 43 + "=:" + "B" * 43 + "=",
    "*" + "0123456789ABCDEF" * 2 + "01234567",
)
COUNTEREXAMPLES = ("$2b$12$short", "$5.00", "{SHA}", "pbkdf2_sha256", "*ABC")
