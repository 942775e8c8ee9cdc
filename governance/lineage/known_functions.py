"""What functions do that mean the same wherever they exist.

Names are in lower case, as SQL writes them or as sqlglot calls the expression. Effects follow what
comes *out*: the largest value of a group is one person's value, an average is not. What means
different things in different engines stands in `dialect_functions`.

Sources: the function references of PostgreSQL (chapter 9; F.26 pgcrypto; F.49 uuid-ossp),
Snowflake, BigQuery, Redshift, Databricks, Trino, DuckDB, MySQL, ClickHouse and Oracle, T-SQL's
built-in functions, and the manuals of PostgreSQL Anonymizer and pgsodium.
"""

from __future__ import annotations

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
from governance.lineage.function_rules import Rule, listed
from governance.lineage.keying import KEYED_BY
from governance.lineage.precision import PRECISION

# One of the values comes out as it is.
_VALUES = """
    connect_by_root connectbyroot to_timestamp_ntz to_timestamp_ltz to_timestamp_tz
    try_to_timestamp_ntz try_to_timestamp_ltz try_to_timestamp_tz to_time try_to_time try_to_boolean
    to_boolean convert_timezone converttimezone strptime try_strptime from_iso8601_timestamp
    from_iso8601_timestamp_nanos from_iso8601_date timestamp_seconds timestamp_millis
    timestamp_micros try coalesce nvl ifnull zeroifnull nullifzero greatest least max min any_value
    anyvalue any_last first last first_value last_value firstvalue lastvalue mode
    approx_most_frequent string_agg group_concat groupconcat listagg wm_concat array_agg
    array_concat_agg array_union_agg array_unique_agg arrayagg collect_list collect_set collect list
    grouparray groupuniqarray array_distinct array_sort sort_array array_slice slice array_first
    array_last list_value list_sort list_distinct json_agg jsonb_agg json_arrayagg json_group_array
    array_concat array_cat array_append array_prepend array_remove array_reverse array_compact
    flatten unnest explode explode_outer posexplode posexplode_outer inline inline_outer stack
    struct struct_pack named_struct array array_construct array_construct_compact tuple row map
    map_from_arrays map_from_entries map_values map_keys mapvalues map_agg multimap_agg map_union
    set_agg set_union map_concat json_value_array json_query_array json_extract_array
    json_extract_string_array jsonb_array_elements jsonb_array_elements_text json_array_elements
    json_array_elements_text jsonb_each jsonb_each_text json_each json_each_text json_tree
    json_table openjson parse_json try_parse_json from_json from_csv json_populate_record
    jsonb_populate_record json_populate_recordset json_to_record jsonb_to_record json_to_recordset
    jsonb_to_recordset xmltable to_variant as_varchar as_char as_integer as_double as_date as_object
    as_array to_array to_object cast try_cast safe_cast convert try_convert cast_to_str_type
    safe_convert_bytes_to_string to_text to_string tonumber to_number to_numeric to_decimal
    to_double to_date try_to_date try_to_number try_to_timestamp date timestamp datetime
    to_timestamp ts_or_ds_to_date ts_or_ds_to_timestamp ts_or_ds_to_datetime str_to_time str_to_date
    parse_date parse_datetime parse_timestamp strtotime string int64 float64 bool assumenotnull
    tonullable materialize arbitrary percentile_disc percentiledisc quantile_disc approx_quantiles
    approxquantiles reservoir_quantile array_max array_min array_intersect array_except filter
    array_filter list_filter lax_string lax_int64 lax_float64 json_cast jsoncast jsonarrayagg
    jsonvaluearray nanvl parse_numeric parse_bignumeric collate minmax strip_null_value histogram
    xmlagg range_agg approx_top_sum as_binary
"""

# The first argument comes out; the others say which of it, or how many.
_CHOSEN = """
    json_extract_string xmlget element_at try_element_at list_extract array_extract struct_extract
    map_extract json_extract json_extract_scalar json_extract_path json_extract_path_text
    jsonb_extract jsonb_extract_scalar jsonb_extract_path jsonb_extract_path_text json_value
    json_query jsonvalue get_path get get_json_object json_tuple variant_get try_variant_get
    get_extract getextract jsonb_path_query jsonb_path_query_first jsonb_path_query_array nth_value
    nthvalue approx_top_k approxtopk approx_top_count approxtopcount topk topkweighted xpath nullif
"""

# All of it is still there, or enough to tell who it is.
_TELLING = """
    to_iso8601 lower upper lcase ucase initcap trim ltrim rtrim btrim strip concat concat_ws dpipe
    lpad rpad pad replace translate reverse overlay insert stuff repeat quote quote_literal
    quote_ident quote_nullable quotename format printf format_string formatmessage hex unhex to_hex
    from_hex tohex encode decode base64 unbase64 to_base64 from_base64 base64_encode
    base64_encode_string base64_decode_string base64_decode_binary hex_encode hex_decode_string
    hex_decode_binary convert_from convert_to normalize unaccent to_utf8 from_utf8 to_code_points
    ascii chr char unicode url_encode url_decode urlencode compress uncompress decompress
    row_to_json to_json to_jsonb to_json_string tojsonstring json_build_object json_build_array
    jsonb_build_object jsonb_build_array json_object json_array json_objectagg json_object_agg
    jsonb_object_agg json_group_object object_construct object_construct_keep_null object_agg
    object_delete object_pick object_insert json_set jsonb_set json_insert json_remove
    json_strip_nulls jsonb_strip_nulls jsonb_pretty json_format array_to_json xmlelement xmlforest
    xmlserialize hstore to_xml array_to_string arraytostring array_join
    split string_to_array regexp_split_to_array regexp_split_to_table string_to_table string_split
    split_to_table strtok_to_array str_to_map abs negate power sqrt exp ln log age date_add date_sub
    dateadd datesub timestamp_add timestamp_sub add_months months_between unix_timestamp
    unix_seconds epoch to_unixtime from_unixtime cot arraymap transform array_transform
    list_transform regexp_extract_all regexp_extract regexpextract regexp_substr regexpsubstr
    regexp_matches regexp_match json_keys jsonkeys object_keys jsonarray jsonobject jsonobjectagg
    jsonbobjectagg to_csv to_tsvector ts_headline rot13 bitmap_construct_agg bitstring_agg
    ratio_to_report mask_outer mask_first_n mask_last_n anon.noise anon.dnoise anon.image_blur
"""

# A part, a range or a size.
_PARTS = """
    json_type jsonb_typeof json_typeof year month day quarter week week_of_year weekofyear dayofweek
    day_of_week dayofweek_iso dayofmonth day_of_month dayofyear day_of_year hour minute second
    toyear tomonth toquarter toyyyymm tostartofmonth tostartofyear tostartofquarter tostartofweek
    tostartofisoyear tomonday last_day dayname monthname yearofweek yearofweekiso date_part_year
    length len char_length character_length octet_length bit_length byte_length datalength textlen
    array_length arraysize array_size cardinality json_array_length jsonb_array_length position
    strpos charindex patindex instr locate str_position strposition levenshtein editdistance
    jaro_winkler_similarity similarity soundex difference metaphone dmetaphone daitch_mokotoff floor
    ceil ceiling sign mask_ssn mask_pan mask_pan_relaxed mask_iban mask_uuid mask_canada_sin
    mask_uk_nin typeof pg_typeof range_bucket jarowinkler_similarity regexp_count regexp_instr
    map_size array_position week_start anon.partial_email anon.generalize_int4range
    anon.generalize_int8range anon.generalize_numrange anon.generalize_tsrange
    anon.generalize_tstzrange anon.generalize_daterange
"""

# Whoever can guess the value can compute the same; a random number made from a seed included.
_HASHES = """
    md5 md5_hex md5_binary md5_digest md5_number_lower64 md5_number_upper64 md5_number
    md5_number_lower md5_number_upper md5numberlower64 md5numberupper64 md5hash sha sha1 sha1_hex
    sha1_binary sha1_digest sha2 sha2_hex sha2_binary sha2_digest sha224 sha256 sha384 sha512
    sha512_256 sha3 digest hash hash_agg hashagg hashbytes hash_combine standard_hash standardhash
    ora_hash farm_fingerprint farmfingerprint fingerprint farmhash64 sip_hash64 siphash64 siphash128
    cityhash64 metrohash64 murmurhash2_32 murmurhash2_64 murmurhash3_32 murmurhash3_64
    murmurhash3_128 murmur3 murmur3_32_hash gccmurmurhash halfmd5 inthash32 inthash64 xxhash
    xxhash32 xxhash64 xx_hash64 xxh3 crc32 crc32ieee crc64 checksum binary_checksum hashtext
    hashtextextended hash_record hash_record_extended hashchar hashint4 hashint8 hash_numeric crypt
    spooky_hash_v2_32 spooky_hash_v2_64 blake2b blake3 generate_surrogate_key surrogate_key fnv_hash
    func_sha1 sha2digest sha1digest md5digest mysql_password pwdencrypt ripemd160 javahash hivehash
    uuid_generate_v3 uuid_generate_v5 uuid_string statement_digest keccak256 dbms_crypto.hash
    dbms_obfuscation_toolkit.md5 dbms_utility.get_hash_value utl_raw.md5 pgsodium.crypto_hash_sha256
    pgsodium.crypto_hash_sha512 pgsodium.crypto_generichash rand random randn rand_canonical uuid
    gen_random_uuid generate_uuid dbms_random.value anon.digest anon.pseudo_first_name
    anon.pseudo_last_name anon.pseudo_email anon.pseudo_city anon.pseudo_country anon.pseudo_company
    anon.pseudo_iban
"""

# Only a key's holder gets back, or tells whether two are the same.
_KEYS = """
    encrypt_aes asymmetric_encrypt crypto_secretbox crypto_aead_det_encrypt crypto_auth tokenize
    tokenise tokenize_pii fpe_encrypt ff1_encrypt ff3_encrypt vault_encrypt signbycert signbyasymkey
    pgsodium.crypto_aead_det_encrypt pgsodium.crypto_secretbox pgsodium.crypto_box
    pgsodium.crypto_auth pgsodium.crypto_auth_hmacsha256 pgsodium.crypto_auth_hmacsha512
    pgsodium.crypto_shorthash anon.hash
"""

# Gives back what one of the above hid. The value comes first, then what opens it.
_OPENED = """
    decrypt decrypt_raw decryptraw decrypt_iv try_decrypt try_decrypt_raw pgp_sym_decrypt
    pgp_sym_decrypt_bytea pgp_pub_decrypt pgp_pub_decrypt_bytea aes_decrypt try_aes_decrypt
    tryaesdecrypt aes_decrypt_mysql des_decrypt decryptbykey decrypt_aes try_decrypt_aes
    dbms_crypto.decrypt crypto_secretbox_open crypto_aead_det_decrypt detokenize detokenise
    detokenize_pii fpe_decrypt ff1_decrypt ff3_decrypt vault_decrypt
    pgsodium.crypto_aead_det_decrypt pgsodium.crypto_secretbox_open pgsodium.crypto_box_open reveal
    unmask
"""

# The same with what opens it first.
_OPENED_BY = """
    decryptbypassphrase aead.decrypt_string aead.decrypt_bytes deterministic_decrypt_string
    deterministic_decrypt_bytes dlp_deterministic_decrypt
"""

# Over many.
_SUMMED = """
    count count_if countif count_distinct approx_distinct approx_count_distinct hll hll_count.init
    hll_count.merge hll_count.merge_partial hll_count.extract hll_accumulate hll_combine
    hll_create_sketch hll_sketch_agg hll_union hll_union_agg approx_set theta_sketch_agg ndv sum avg
    mean stddev stddev_pop stddev_samp variance variance_pop var_pop var_samp corr covar_pop
    covar_samp regr_slope regr_intercept regr_r2 kurtosis skewness median approx_percentile
    approx_quantile approxquantile tdigest_agg qdigest_agg numeric_histogram histogram_numeric
    percentile_approx bit_xor_agg bit_and_agg bit_or_agg bit_and bit_or bit_xor bitmap_count
    grouping grouping_id bitwise_and_agg bitwise_or_agg bitwise_xor_agg bitmap_or_agg bitmap_and_agg
    regr_avgx regr_avgy regr_count regr_sxx regr_sxy regr_syy approx_percentile_accumulate
    approx_percentile_combine approx_percentile_estimate minhash minhash_combine checksum_agg
"""

# One bit.
_BITS = """
    exists isnull is_null isnan is_nan is_inf starts_with startswith ends_with endswith contains
    contains_substr regexp_like regexp_contains rlike json_exists json_valid is_json isjson
    array_contains array_contains_all arrays_overlap array_overlaps list_contains bool_and bool_or
    every logical_and logical_or booland_agg boolor_agg is_role_in_session is_account_group_member
    equal_null eq_null isnotnull num_nulls num_nonnulls find_in_set json_contains jsonb_exists
    verifysignedbycert verifysignedbyasymkey is_integer is_varchar isdate isnumeric inet_same_family
    pgsodium.crypto_auth_verify
"""

COMMON: dict[str, Rule] = {
    **listed(
        (IDENTITY, _VALUES),
        (DERIVED, _TELLING),
        (GENERALISED, _PARTS),
        (HASHED, _HASHES),
        (KEYED, _KEYS),
        (AGGREGATED, _SUMMED),
        (PREDICATE, _BITS),
    ),
    **listed((IDENTITY, _CHOSEN), roles="vp"),
    **listed((RESTORED, _OPENED), roles="vp"),
    **listed((RESTORED, _OPENED_BY), roles="pvp"),
    **listed((IDENTITY, "arg_max arg_min argmax argmin max_by min_by maxby minby"), roles="vi"),
    **listed((IDENTITY, "arg_max_null arg_min_null arg_max_nulls_last"), roles="vi"),
    **listed((IDENTITY, "nvl2 iff iif if"), roles="pvv"),
    **listed((IDENTITY, "choose elt"), roles="pv"),
    **listed((IDENTITY, "lag lead"), roles="vpv"),
    **listed((AGGREGATED, "sum_if sumif avg_if avgif"), roles="vp"),
    # the certificate or key, its password, and in between what they open
    **listed((RESTORED, "decryptbykeyautocert decryptbykeyautoasymkey"), roles="ppvp"),
    **listed((RESTORED, "decryptbycert decryptbyasymkey asymmetric_decrypt"), roles="pvp"),
    **PRECISION,
    **KEYED_BY,
}
"""By name: what it does in every engine that has no other meaning for it."""
