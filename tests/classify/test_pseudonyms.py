"""From SQL to what a policy sees of it: hashes, keys, and what undoes them.

A hash without a key is personal and protects nothing, a value under a key is personal and
protected (GDPR Art. 4(5), recital 26), and what is had back is in the clear.
"""

from __future__ import annotations

import pytest

from governance.classify.effective import classify
from governance.extract.ddl.script import script
from governance.model.location import Location
from governance.model.names import ColumnRef
from governance.model.stewardship import Fact

_EMAIL = {"category": Fact("email", Location("stewardship.yml", 3))}

CASES = [
    # dialect, statements, personal, protected
    ("postgres", "CREATE TABLE o.t AS SELECT md5(email) AS c FROM crm.p;", True, False),
    ("postgres", "CREATE TABLE o.t AS SELECT md5('salt' || email) AS c FROM crm.p;", True, False),
    (
        "postgres",
        "CREATE TABLE o.t AS SELECT hmac(email, 'k', 'sha256') AS c FROM crm.p;",
        *[True] * 2,
    ),
    (
        "postgres",
        "CREATE TABLE o.t AS SELECT hmac(email, '', 'sha256') AS c FROM crm.p;",
        True,
        False,
    ),
    (
        "postgres",
        "CREATE TABLE o.t AS SELECT hmac(email, email, 'sha256') AS c FROM crm.p;",
        True,
        False,
    ),
    ("postgres", "CREATE TABLE o.t AS SELECT count(DISTINCT email) AS c FROM crm.p;", False, False),
    ("postgres", "CREATE TABLE o.t AS SELECT email IS NULL AS c FROM crm.p;", False, False),
    ("postgres", "CREATE TABLE o.t AS SELECT max(email) AS c FROM crm.p;", True, False),
    ("postgres", "CREATE TABLE o.t AS SELECT 'x' AS c FROM crm.p WHERE email = 'y';", False, False),
    (
        "postgres",
        "CREATE TABLE o.t AS SELECT coalesce(hmac(email, k, 'md5')::text, email) AS c FROM crm.p;",
        True,
        False,
    ),
    (
        "postgres",
        """CREATE TABLE o.a AS SELECT pgp_sym_encrypt(email, 'k') AS e FROM crm.p;
        CREATE VIEW o.b AS SELECT max(e) AS e FROM o.a;
        CREATE TABLE o.t AS SELECT encode(e, 'base64') AS c FROM o.b;""",
        True,
        True,
    ),
    (
        "postgres",
        """CREATE TABLE o.a AS SELECT pgp_sym_encrypt(email, 'k') AS e FROM crm.p;
        CREATE TABLE o.t AS SELECT pgp_sym_decrypt(e, 'k') AS c FROM o.a;""",
        True,
        False,
    ),
    (
        "postgres",
        """CREATE TABLE o.a AS SELECT pgp_sym_encrypt(email, 'k') AS e FROM crm.p;
        CREATE TABLE o.t AS SELECT left(app.decrypt_mail(e), 3) AS c FROM o.a;""",
        True,
        False,
    ),
    (
        "postgres",
        """CREATE TABLE o.a AS SELECT pgp_sym_encrypt(email, 'k') AS e FROM crm.p;
        CREATE TABLE o.t AS SELECT hmac(pgp_sym_decrypt(e, 'k'), 's', 'sha256') AS c FROM o.a;""",
        True,
        True,
    ),
    (
        "postgres",
        """CREATE TABLE o.a AS SELECT pgp_sym_encrypt(email, 'k') AS e, email AS m FROM crm.p;
        CREATE TABLE o.t AS SELECT e AS c FROM o.a UNION SELECT m FROM o.a;""",
        True,
        False,
    ),
    (
        "postgres",
        """CREATE TABLE o.a AS SELECT hmac(email, 'k', 'sha256') AS e FROM crm.p;
        CREATE TABLE o.t AS SELECT md5(e::text) AS c FROM o.a;""",
        True,
        True,
    ),
    (
        "postgres",
        """CREATE TABLE o.t (c text);
        INSERT INTO o.t SELECT hmac(email, 'k', 'sha256') FROM crm.p;
        UPDATE o.t SET c = p.email FROM crm.p AS p;""",
        True,
        False,
    ),
    ("snowflake", "CREATE TABLE o.t AS SELECT sha2(email) AS c FROM crm.p;", True, False),
    ("snowflake", "CREATE TABLE o.t AS SELECT encrypt(email, 'k') AS c FROM crm.p;", True, True),
    ("databricks", "CREATE TABLE o.t AS SELECT aes_encrypt(email, k) AS c FROM crm.p;", True, True),
    (
        "bigquery",
        "CREATE TABLE o.t AS SELECT FARM_FINGERPRINT(email) AS c FROM crm.p;",
        True,
        False,
    ),
    (
        "bigquery",
        "CREATE TABLE o.t AS SELECT DETERMINISTIC_ENCRYPT(k, email, '') AS c FROM crm.p;",
        True,
        True,
    ),
    ("mysql", "CREATE TABLE o.t AS SELECT encrypt(email, 'ab') AS c FROM crm.p;", True, False),
    ("mysql", "CREATE TABLE o.t AS SELECT aes_encrypt(email, @k) AS c FROM crm.p;", True, True),
    ("tsql", "SELECT HASHBYTES('SHA2_512', email) AS c INTO o.t FROM crm.p;", True, False),
]


@pytest.mark.parametrize(("dialect", "sql", "personal", "protected"), CASES)
def test_what_sql_makes_of_an_email(dialect, sql, personal, protected):
    read = script(sql, dialect, "m.sql")
    assert read.problems == ()
    upper = dialect == "snowflake"
    email, made = (
        ColumnRef.parse(name.upper() if upper else name) for name in ("crm.p.email", "o.t.c")
    )
    result = classify((), read.edges, {email: _EMAIL}, ())
    found = result.classifications.get(made)
    assert (found is not None and found.category == "email") is personal
    assert any(p.subject == made for p in result.protections) is protected
