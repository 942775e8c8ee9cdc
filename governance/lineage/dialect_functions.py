"""What functions do that mean something of their own in one engine.

One entry a dialect, over `known_functions`; `spark` stands for Databricks too.
"""

from __future__ import annotations

from types import MappingProxyType

from governance.lineage.effects import (
    AGGREGATED,
    DERIVED,
    GENERALISED,
    HASHED,
    IDENTITY,
    KEYED,
    PREDICATE,
    RESTORED,
)
from governance.lineage.function_rules import CASES, Rule, listed
from governance.lineage.keying import CLICKHOUSE_ENCRYPT

_SPARK = {
    # https://docs.databricks.com/en/sql/language-manual/functions/approx_percentile.html: the
    # smallest value of the column, and no mean of two
    **listed(
        (IDENTITY, "approx_percentile percentile_approx approx_quantile approxquantile"),
        roles="vp",
    ),
    # a language model masks what it finds
    **listed((DERIVED, "ai_mask ai_gen ai_query"), (PREDICATE, "some")),
}

BY_DIALECT: MappingProxyType[str, dict[str, Rule]] = MappingProxyType(
    {
        # https://clickhouse.com/docs/sql-reference/aggregate-functions/reference: any() is some
        # row's value, exact quantiles are values of rows. encrypt() names the mode first.
        "clickhouse": {
            **listed(
                (
                    IDENTITY,
                    """any anylast anyheavy quantileexact quantileexactlow
                    quantileexacthigh quantilesexact grouparraysample grouparraylast
                    arrayjoin singlevalueornull
                    first_value_respect_nulls last_value_respect_nulls tostring todate todate32
                    todatetime todatetime64 toint8 toint16 toint32 toint64 touint8 touint16
                    touint32 touint64 tofloat32 tofloat64 todecimal32 todecimal64 touuid toipv4
                    toipv6 tofixedstring tolowcardinality""",
                ),
                (
                    GENERALISED,
                    "cuttofirstsignificantsubdomain topleveldomain domain domainwithoutwww",
                ),
                (
                    AGGREGATED,
                    """uniq uniqexact uniqcombined uniqcombined64 uniqhll12 uniqthetasketch
                    summap sumcount sumkahan sumwithoverflow quantiles quantiledeterministic
                    quantiletiming quantiletdigest entropy""",
                ),
                (HASHED, "kafkamurmurhash wordshinglesimhash ngramsimhash"),
                (PREDICATE, "ilike like multisearchany match has hasany hasall empty notempty"),
            ),
            **listed((RESTORED, "decrypt trydecrypt"), roles="ivp"),
            "encrypt": CLICKHOUSE_ENCRYPT,
            "extract": Rule(DERIVED),  # by a pattern
            "multiif": Rule(IDENTITY, CASES),
            "replaceregexpone": Rule(DERIVED),
        },
        "databricks": _SPARK,
        "spark": _SPARK,
        # https://trino.io/docs/current/functions/aggregate.html: checksum() is over many rows
        "trino": {"checksum": Rule(AGGREGATED), "make_set_digest": Rule(AGGREGATED)},
        # T-SQL's ISNULL(a, b) is a coalesce
        "tsql": listed((IDENTITY, "isnull parse try_parse"), (AGGREGATED, "stdev stdevp var varp")),
        # https://duckdb.org/docs/stable/sql/functions/aggregates: quantile is quantile_disc
        "duckdb": {
            **listed((IDENTITY, "quantile histogram_exact"), roles="vp"),
            **listed(
                (AGGREGATED, "product fsum sumkahan kahan_sum favg mad geomean"),
                (AGGREGATED, "geometric_mean entropy"),
            ),
        },
        # https://dev.mysql.com/doc/refman/5.7/en/encryption-functions.html: ENCRYPT() is Unix's
        # crypt(), DECODE() the way back from ENCODE(), a weak cipher; gone in 8.0
        "mysql": {
            **listed((HASHED, "encrypt password old_password")),
            "decode": Rule(RESTORED, "vp"),
            **listed((AGGREGATED, "std"), (PREDICATE, "field")),
            # a term is replaced by another of a list: the same for the same term or not
            "gen_blocklist": Rule(DERIVED),
        },
        # https://docs.aws.amazon.com/redshift/latest/dg/r_PERCENTILE_DISC.html, with APPROXIMATE
        # in front too: a value of the column
        "redshift": {
            **listed((IDENTITY, "approx_quantile approxquantile json_parse"), roles="vp"),
            "json_serialize": Rule(DERIVED),
        },
        # https://docs.oracle.com/en/database/oracle/oracle-database/23/sqlrf/: DECODE is a case,
        # and the parser knows it; RAWTOHEX and the packages UTL_RAW, UTL_ENCODE only spell anew
        "oracle": {
            **listed(
                (DERIVED, "rawtohex hextoraw utl_encode.base64_encode utl_encode.base64_decode"),
                (IDENTITY, "utl_raw.cast_to_raw utl_raw.cast_to_varchar2 utl_i18n.string_to_raw"),
                (IDENTITY, "utl_i18n.raw_to_char stats_mode"),
            ),
        },
        # https://docs.snowflake.com/en/sql-reference/functions-all
        "snowflake": {
            **listed(
                (IDENTITY, "to_geography as_timestamp_ntz as_timestamp_ltz as_timestamp_tz"),
            ),
        },
        # https://cloud.google.com/bigquery/docs/reference/standard-sql/aead_encryption_functions
        "bigquery": {
            **listed(
                (DERIVED, "keys.keyset_to_json keys.keyset_from_json"),
                # of NET.HOST and the like the parser leaves the bare name
                (GENERALISED, "host reg_domain regdomain ip_trunc"),
                (KEYED, "keys.new_wrapped_keyset keys.rewrap_keyset keys.rotate_wrapped_keyset"),
            ),
        },
        # https://www.postgresql.org/docs/current/functions-net.html
        "postgres": {
            **listed(
                (GENERALISED, "family network netmask masklen"), (IDENTITY, "host text abbrev")
            ),
        },
    }
)
