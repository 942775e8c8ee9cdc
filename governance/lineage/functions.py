"""What the functions of the dialects do to the data they are given.

Names are in lower case, as SQL writes them or as sqlglot calls the expression. A function that is
in no table may do anything: its result is `derived`, so that it never hides what goes in. Effects
follow what comes *out*: the largest value of a group is one person's value, an average is not.

Sources: the function references of PostgreSQL (chapter 9, pgcrypto), Snowflake, BigQuery,
Redshift, Databricks, Trino, DuckDB, MySQL, ClickHouse and Oracle, and T-SQL's built-in functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
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
    Transform,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a function does.

    `roles` has a letter for each argument, the last one for all that follow: "v" goes into the
    result, "p" is only compared (one bit), "i" only decides which value it is.
    """

    transform: Transform
    roles: str = "v"


_NAMES: tuple[tuple[Transform, str], ...] = (
    # One of the values comes out as it is.
    (
        IDENTITY,
        """
        coalesce nvl ifnull zeroifnull nullifzero greatest least max min any_value anyvalue
        any_last first last first_value last_value nth_value firstvalue lastvalue nthvalue
        lag lead mode approx_top_k approx_top_count approx_top_sum topk approx_most_frequent
        string_agg group_concat listagg wm_concat array_agg array_concat_agg array_union_agg
        array_unique_agg arrayagg collect_list collect_set collect list grouparray
        groupuniqarray array_distinct array_sort sort_array array_slice slice element_at
        array_first array_last list_value list_extract list_sort list_distinct json_agg
        jsonb_agg json_arrayagg json_group_array array_concat array_cat array_append
        array_prepend array_remove array_reverse array_compact flatten unnest explode
        explode_outer posexplode posexplode_outer inline inline_outer stack struct
        struct_pack struct_extract named_struct array array_construct
        array_construct_compact tuple row map map_from_arrays map_values map_keys mapvalues
        json_extract json_extract_scalar json_extract_path json_extract_path_text
        jsonb_extract jsonb_extract_scalar jsonb_extract_path jsonb_extract_path_text
        json_value json_query json_value_array json_query_array json_extract_array
        json_extract_string_array jsonb_array_elements jsonb_array_elements_text
        json_array_elements json_array_elements_text jsonb_each jsonb_each_text json_each
        json_each_text json_tree json_table openjson parse_json try_parse_json get_path get
        get_json_object from_json json_tuple variant_get json_populate_record
        jsonb_populate_record json_populate_recordset json_to_record jsonb_to_record
        json_to_recordset jsonb_to_recordset xmltable to_variant as_varchar as_char
        as_integer to_array to_object cast try_cast safe_cast convert try_convert
        cast_to_str_type safe_convert_bytes_to_string to_text to_string tonumber to_number
        to_numeric to_decimal to_double to_date try_to_date try_to_number try_to_timestamp
        date timestamp datetime to_timestamp ts_or_ds_to_date ts_or_ds_to_timestamp
        ts_or_ds_to_datetime str_to_time str_to_date parse_date parse_datetime
        parse_timestamp strtotime string int64 float64 assumenotnull tonullable materialize
        arbitrary percentile_disc percentiledisc array_max array_min array_intersect
        array_except filter array_filter list_filter get_extract lax_string lax_int64
        lax_float64 json_cast jsoncast jsonarrayagg jsonvaluearray nanvl parse_numeric
        parse_bignumeric collate minmax strip_null_value jsonb_path_query jsonb_path_query_first
        jsonb_path_query_array
        """,
    ),
    # All of it is still there, or enough to tell who it is.
    (
        DERIVED,
        """
        lower upper lcase ucase initcap trim ltrim rtrim btrim strip concat concat_ws dpipe
        lpad rpad pad replace regexp_replace translate reverse overlay insert stuff repeat
        quote quote_literal quote_ident format printf format_string formatmessage hex unhex
        to_hex from_hex tohex encode decode base64 unbase64 to_base64 from_base64
        base64_encode base64_encode_string base64_decode_string base64_decode_binary
        convert_from convert_to normalize unaccent to_utf8 from_utf8 to_code_points ascii
        chr char unicode url_encode url_decode urlencode compress uncompress row_to_json
        to_json to_jsonb to_json_string tojsonstring json_build_object json_build_array
        jsonb_build_object jsonb_build_array json_object json_array json_objectagg
        json_object_agg jsonb_object_agg json_group_object object_construct
        object_construct_keep_null object_agg json_set jsonb_set json_insert json_remove
        json_strip_nulls jsonb_strip_nulls json_format array_to_json xmlelement xmlforest
        xmlagg hstore to_xml table_to_xml query_to_xml array_to_string arraytostring
        array_join split string_to_array regexp_split_to_array regexp_split_to_table
        string_to_table string_split split_to_table strtok_to_array str_to_map abs negate
        power sqrt exp ln log age date_add date_sub dateadd datesub timestamp_add
        timestamp_sub add_months months_between unix_timestamp unix_seconds epoch
        to_unixtime from_unixtime date_format format_date format_timestamp strftime
        time_to_str cot arraymap transform array_transform list_transform regexp_extract_all
        regexp_matches regexp_match jsonarray jsonobject jsonobjectagg jsonbobjectagg
        """,
    ),
    # A part, a range or a size.
    (
        GENERALISED,
        """
        split_part splitpart substring_index strtok parse_url domain domainwithoutwww year
        month day quarter week week_of_year weekofyear dayofweek day_of_week dayofweek_iso
        dayofmonth day_of_month dayofyear day_of_year hour minute second toyear tomonth
        toquarter toyyyymm tostartofmonth tostartofyear tostartofquarter tostartofweek
        last_day dayname monthname yearofweek yearofweekiso length len char_length
        character_length octet_length bit_length byte_length array_length arraysize
        array_size cardinality json_array_length jsonb_array_length position strpos
        charindex instr locate str_position strposition levenshtein soundex difference
        metaphone dmetaphone floor ceil ceiling sign width_bucket date_bucket time_bucket
        date_bin st_snaptogrid mask mask_first_n mask_last_n mask_show_first_n
        mask_show_last_n mask_inner mask_outer mask_ssn mask_pan partial typeof pg_typeof
        time_slice range_bucket json_keys jarowinkler_similarity regexp_count regexp_instr
        map_size array_position week_start
        """,
    ),
    # Whoever can guess the value can compute the same.
    (
        HASHED,
        """
        md5 md5_hex md5_binary md5_digest md5_number_lower64 md5_number_upper64 md5_number
        md5hash sha sha1 sha1_hex sha1_binary sha1_digest sha2 sha2_hex sha2_binary
        sha2_digest sha224 sha256 sha384 sha512 sha3 digest hash hash_agg hashbytes
        hash_combine standard_hash ora_hash farm_fingerprint farmfingerprint fingerprint
        farmhash64 sip_hash64 siphash64 siphash128 cityhash64 metrohash64 murmurhash3_32
        murmurhash3_64 murmurhash3_128 murmur3 xxhash xxhash32 xxhash64 xx_hash64 xxh3 crc32
        checksum binary_checksum hashtext hashtextextended hash_record crypt
        spooky_hash_v2_32 spooky_hash_v2_64 blake2b blake3 generate_surrogate_key
        surrogate_key fnv_hash sha2digest sha1digest md5digest mysql_password ripemd160 javahash
        """,
    ),
    # Only a key's holder gets back, or tells whether two are the same.
    (
        KEYED,
        """
        hmac hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512 hmacsha256 siphash64keyed
        siphash128keyed encrypt encrypt_raw encrypt_iv pgp_sym_encrypt pgp_sym_encrypt_bytea
        pgp_pub_encrypt pgp_pub_encrypt_bytea aes_encrypt aes_encrypt_mysql aead.encrypt
        aead.deterministic_encrypt deterministic_encrypt deterministic.encrypt des_encrypt
        encryptbykey encryptbycert encryptbyasymkey encryptbypassphrase encrypt_aes
        dbms_crypto.encrypt dbms_crypto.mac crypto_secretbox crypto_aead_det_encrypt
        crypto_auth tokenize tokenise tokenize_pii fpe_encrypt ff1_encrypt ff3_encrypt
        vault_encrypt pgsodium.crypto_aead_det_encrypt
        """,
    ),
    # Gives back what one of the above hid.
    (
        RESTORED,
        """
        decrypt decrypt_raw decrypt_iv try_decrypt try_decrypt_raw pgp_sym_decrypt
        pgp_sym_decrypt_bytea pgp_pub_decrypt pgp_pub_decrypt_bytea aes_decrypt
        try_aes_decrypt aead.decrypt_string aead.decrypt_bytes deterministic_decrypt_string
        deterministic_decrypt_bytes des_decrypt decryptbykey decryptbykeyautocert
        decryptbykeyautoasymkey decryptbycert decryptbyasymkey decryptbypassphrase
        decrypt_aes dbms_crypto.decrypt crypto_secretbox_open crypto_aead_det_decrypt
        detokenize detokenise detokenize_pii fpe_decrypt ff1_decrypt ff3_decrypt
        vault_decrypt tryaesdecrypt try_decrypt_aes pgsodium.crypto_aead_det_decrypt reveal
        unmask
        """,
    ),
    # Over many.
    (
        AGGREGATED,
        """
        count count_if countif count_distinct approx_distinct approx_count_distinct hll
        hll_count.init hll_count.merge hll_count.extract hll_accumulate hll_combine uniq
        uniqexact uniqcombined uniqhll12 ndv sum sum_if sumif avg avg_if avgif mean stddev
        stddev_pop stddev_samp variance variance_pop var_pop var_samp corr covar_pop
        covar_samp regr_slope regr_intercept regr_r2 kurtosis skewness median
        percentile_cont percentilecont approx_percentile approx_quantile approx_quantiles
        quantile percentile percentile_approx histogram bit_xor_agg bitmap_construct_agg
        bitmap_count grouping grouping_id entropy bitwise_and_agg bitwise_or_agg
        bitwise_xor_agg regr_avgx regr_avgy regr_count regr_sxx regr_sxy regr_syy
        approx_percentile_accumulate minhash
        """,
    ),
    # One bit.
    (
        PREDICATE,
        """
        exists isnull is_null isnan is_nan is_inf starts_with startswith ends_with endswith
        contains contains_substr regexp_like regexp_contains rlike json_exists json_valid
        is_json isjson array_contains array_contains_all arrays_overlap array_overlaps
        list_contains has hasany bool_and bool_or every logical_and logical_or booland_agg
        boolor_agg is_role_in_session equal_null eq_null empty notempty isnotnull match
        """,
    ),
)

_WITH_ROLES: dict[str, Rule] = {
    **dict.fromkeys(
        ("arg_max", "arg_min", "argmax", "argmin", "max_by", "min_by", "maxby", "minby"),
        Rule(IDENTITY, "vi"),
    ),
    "nullif": Rule(IDENTITY, "vp"),
    **dict.fromkeys(("nvl2", "iff", "iif", "if"), Rule(IDENTITY, "pvv")),
}

_RULES: dict[str, Rule] = {
    name: Rule(transform) for transform, names in _NAMES for name in names.split()
} | _WITH_ROLES

_PER_DIALECT: MappingProxyType[str, dict[str, Rule]] = MappingProxyType(
    {
        # https://clickhouse.com/docs/sql-reference/aggregate-functions: any() is some row's value,
        # and cutToFirstSignificantSubdomain keeps the domain.
        "clickhouse": {
            "any": Rule(IDENTITY),
            "anylast": Rule(IDENTITY),
            "anyheavy": Rule(IDENTITY),
            "cuttofirstsignificantsubdomain": Rule(GENERALISED),
            "decrypt": Rule(RESTORED, "iv"),
            "encrypt": Rule(KEYED, "iv"),
        },
        # https://trino.io/docs/current/functions/aggregate.html: checksum() is over many rows.
        "trino": {"checksum": Rule(AGGREGATED)},
        # T-SQL ISNULL(a, b) is a coalesce; CHECKSUM_AGG is over many.
        "tsql": {"isnull": Rule(IDENTITY), "checksum_agg": Rule(AGGREGATED)},
    }
)

_UNKNOWN = Rule(DERIVED)

_BUILT_IN_SCHEMAS = frozenset({"pg_catalog", "public", "extensions", "sys", "system", "builtin"})
"""Schemas where a function of a known name is that function; `util.sha256` may be anything."""


@cache
def rule(name: str, dialect: str) -> Rule:
    """The rule of a function by its name, folded to lower case, with its schema if one is given."""
    found = known(name, dialect)
    return _UNKNOWN if found is None else found


@cache
def known(name: str, dialect: str) -> Rule | None:
    """The rule of a function, None when it is in no table."""
    own = _PER_DIALECT.get(dialect, {})
    schema, _, bare = name.rpartition(".")
    if schema in _BUILT_IN_SCHEMAS:
        name = bare
    return own.get(name) or _RULES.get(name)
