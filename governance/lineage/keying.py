"""Whether a key hides a value: an empty one, or one made of the value itself, hides nothing.

Whoever can guess the value can then compute the same, as with a hash that has no key.
"""

from __future__ import annotations

from sqlglot import exp

from governance.lineage.effects import HASHED, KEYED, Transform
from governance.lineage.function_rules import Call, Measure, Rule


def _keyed(value: int, key: int) -> Measure:
    def measure(call: Call) -> Transform:
        if max(value, key) >= len(call.arguments):
            return KEYED
        return HASHED if _hides_nothing(call.arguments[key], call.arguments[value]) else KEYED

    return measure


def _hides_nothing(key: exp.Expr, value: exp.Expr) -> bool:
    if isinstance(key, exp.Kwarg) or isinstance(value, exp.Kwarg):
        return False  # named arguments stand in any order
    leaves = _leaves(key)
    if all(_empty(leaf) for leaf in leaves):
        return True
    if not all(isinstance(leaf, exp.Column) for leaf in leaves):
        return False  # something in it is not of the row
    columns = list(value.find_all(exp.Column))
    # a constant under the data as its key can be computed for every guess, too
    return not columns or all(any(_same(leaf, column) for column in columns) for leaf in leaves)


def _same(one: exp.Expr, other: exp.Expr) -> bool:
    tables = {column.args["table"].name for column in (one, other) if column.args.get("table")}
    return one.name.lower() == other.name.lower() and len(tables) < 2


def _empty(leaf: exp.Expr) -> bool:
    return isinstance(leaf, exp.Null) or (isinstance(leaf, exp.Literal) and not leaf.this)


def _leaves(node: exp.Expr) -> list[exp.Expr]:
    """The columns, literals, parameters and calls without arguments in an expression."""
    found, stack = [], [node]
    while stack:
        at = stack.pop()
        if isinstance(at, exp.Column | exp.Query):
            inner = []
        elif isinstance(at, exp.Cast | exp.Encode | exp.Decode):
            inner = [at.this]  # a type and an encoding are no secret
        else:
            inner = list(at.iter_expressions())
        stack.extend(inner)
        if not inner:
            found.append(at)
    return found


def _rules(value: int, key: int, names: str) -> dict[str, Rule]:
    roles = "k" * value + "vk"
    return dict.fromkeys(names.split(), Rule(KEYED, roles, _keyed(value, key)))


KEYED_BY = {
    **_rules(
        0,
        1,
        """
        hmac hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512 hmacsha256 encrypt encrypt_raw encrypt_iv
        pgp_sym_encrypt pgp_sym_encrypt_bytea pgp_pub_encrypt pgp_pub_encrypt_bytea aes_encrypt
        aes_encrypt_mysql des_encrypt encryptraw
        """,
    ),
    **_rules(1, 0, "encryptbypassphrase deterministic_encrypt deterministic.encrypt aead.encrypt"),
    **_rules(1, 0, "dlp_deterministic_encrypt siphash64keyed siphash128keyed"),
    **_rules(0, 2, "dbms_crypto.encrypt dbms_crypto.mac"),
    **dict.fromkeys(("encryptbykey", "encryptbycert", "encryptbyasymkey"), Rule(KEYED, "kvk")),
}
"""Functions of which it is known where the key stands (see `functions` for the sources)."""

CLICKHOUSE_ENCRYPT = Rule(KEYED, "ivk", _keyed(1, 2))
"""encrypt(mode, x, key): https://clickhouse.com/docs/sql-reference/functions/encryption-functions"""
