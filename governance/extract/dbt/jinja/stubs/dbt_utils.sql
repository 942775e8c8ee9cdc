{# dbt_utils, as far as its macros say what happens to data. Ours, for where the package is not
   installed, or asks the database. #}

{% macro generate_surrogate_key(field_list) %}generate_surrogate_key({{ field_list | join(', ') if field_list is not string else field_list }}){% endmacro %}
{% macro surrogate_key(field_list) -%}
  {%- set fields = [field_list] + (varargs | list) if field_list is string else field_list -%}
  generate_surrogate_key({{ fields | join(', ') }})
{%- endmacro %}
{% macro default_hash(field) %}md5({{ field }}){% endmacro %}

{# All columns but some: by their names where they are known. #}
{% macro star(from, relation_alias=false, except=[], prefix='', suffix='', quote_identifiers=true) -%}
  {%- set dot = relation_alias ~ '.' if relation_alias else '' -%}
  {%- set columns = known_columns(from, except) -%}
  {%- if columns is none -%}
    {{ dot }}*{% if except %} {{ _except_word() }} ({{ except | join(', ') }}){% endif %}
    {%- if prefix or suffix %}{% do adapter.get_columns_in_relation(from) %}{% endif -%}
  {%- else -%}
    {%- for name in columns -%}
      {{ dot }}{{ adapter.quote(name) }}{% if prefix or suffix %} as {{ adapter.quote(prefix ~ name ~ suffix) }}{% endif %}{{ ', ' if not loop.last }}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}
{% macro _except_word() %}{{ 'exclude' if target.type in ('snowflake', 'duckdb', 'redshift') else 'except' }}{% endmacro %}

{% macro get_filtered_columns_in_relation(from, except=[]) -%}
  {%- set names = known_columns(from, except) -%}
  {{ return(adapter.get_columns_in_relation(from) if names is none else names) }}
{%- endmacro %}

{% macro get_column_values(table, column, order_by='count(*) desc', max_records=none, default=none, where=none) -%}
  {{ return(run_query(column)) }}
{%- endmacro %}
{% macro get_single_value(query, default=none) %}{{ return(run_query(query)) }}{% endmacro %}
{% macro get_query_results_as_dict(query) %}{{ return(run_query(query)) }}{% endmacro %}
{% macro get_relations_by_pattern() %}{{ return(run_query('relations')) }}{% endmacro %}
{% macro get_relations_by_prefix() %}{{ return(run_query('relations')) }}{% endmacro %}
{% macro get_table_types_sql() %}'table' as table_type{% endmacro %}
{% macro get_tables_by_pattern_sql() %}select 1 as table_name{% endmacro %}
{% macro get_tables_by_prefix_sql() %}select 1 as table_name{% endmacro %}

{% macro union_relations(relations, column_override=none, include=[], exclude=[], source_column_name='_dbt_source_relation', where=none) -%}
  {%- for relation in relations %}
  (select {{ include | join(', ') if include else star(relation, except=exclude) }}
    {%- if source_column_name is not none %}, '' as {{ source_column_name }}{% endif %}
  from {{ relation }}){{ ' union all ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}
{% macro union_tables(tables) %}{{ union_relations(tables) }}{% endmacro %}

{% macro deduplicate(relation, partition_by, order_by=none, group_by=none) %}select * from {{ relation }}{% endmacro %}
{% macro pivot(column, values, alias=true, agg='sum', cmp='=', prefix='', suffix='', then_value=1, else_value=0, quote_identifiers=true, distinct=false) -%}
  {%- for value in values -%}
    {{ agg }}({{ 'distinct ' if distinct }}case when {{ column }} {{ cmp }} '{{ value | string | replace("'", "''") }}' then {{ then_value }} else {{ else_value }} end)
    {%- if alias %} as {{ adapter.quote(prefix ~ value ~ suffix) }}{% endif %}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}
{% macro unpivot(relation=none, cast_to='varchar', exclude=[], remove=[], field_name='field_name', value_name='value', quote_identifiers=false, table=none) -%}
  {%- set table = relation or table -%}
  {%- set columns = known_columns(table, exclude + remove) -%}
  {%- if columns is none -%}
  select {% for name in exclude %}{{ name }}, {% endfor %}'' as {{ field_name }}, {{ table }}.* from {{ table }}
  {%- else -%}
  {%- for name in columns %}
  select {% for kept in exclude %}{{ kept }}, {% endfor %}'{{ name }}' as {{ field_name }}, cast({{ name }} as {{ cast_to }}) as {{ value_name }} from {{ table }}
  {{- ' union all ' if not loop.last }}
  {%- endfor -%}
  {%- endif -%}
{%- endmacro %}

{% macro group_by(n) %}group by {% for i in range(1, n + 1) %}{{ i }}{{ ', ' if not loop.last }}{% endfor %}{% endmacro %}
{% macro date_spine(datepart, start_date, end_date) %}select current_timestamp as date_{{ datepart }}{% endmacro %}
{% macro generate_series(upper_bound) %}select 1 as generated_number{% endmacro %}
{% macro safe_add(fields) -%}
  {%- set fields = [fields] + (varargs | list) if fields is string else fields -%}
  ({% for field in fields %}coalesce({{ field }}, 0){{ ' + ' if not loop.last }}{% endfor %})
{%- endmacro %}
{% macro safe_subtract(fields) %}({% for field in fields %}coalesce({{ field }}, 0){{ ' - ' if not loop.last }}{% endfor %}){% endmacro %}
{% macro safe_divide(numerator, denominator) %}(({{ numerator }}) / nullif(({{ denominator }}), 0)){% endmacro %}
{% macro nullcheck(cols) %}{% for col in cols %}nullif({{ col.name }}, '') as {{ col.name }}{{ ', ' if not loop.last }}{% endfor %}{% endmacro %}
{% macro nullcheck_table(relation) %}select * from {{ relation }}{% endmacro %}
{% macro width_bucket(expr, min_value, max_value, num_buckets) %}width_bucket({{ expr }}, {{ min_value }}, {{ max_value }}, {{ num_buckets }}){% endmacro %}
{% macro haversine_distance(lat1, lon1, lat2, lon2, unit='mi') %}({{ lat1 }} + {{ lon1 }} + {{ lat2 }} + {{ lon2 }}){% endmacro %}
{% macro get_url_parameter(field, url_parameter) %}split_part({{ field }}, '{{ url_parameter }}=', 2){% endmacro %}
{% macro get_url_host(field) %}split_part({{ field }}, '/', 3){% endmacro %}
{% macro get_url_path(field) %}split_part({{ field }}, '?', 1){% endmacro %}
{% macro slugify(string) %}{{ return(modules.re.sub('[^a-z0-9_]+', '_', string | lower | replace(' ', '_') | replace('-', '_'))) }}{% endmacro %}
{% macro pretty_time(format='%H:%M:%S') %}{% endmacro %}
{% macro pretty_log_format(message) %}{% endmacro %}
{% macro log_info(message) %}{% endmacro %}
{% macro insert_by_period() %}{% endmacro %}
{% macro is_relation(obj, macro) %}{% endmacro %}
{% macro _is_relation(obj, macro) %}{% endmacro %}
{% macro is_ephemeral(obj, macro) %}{% endmacro %}
{% macro _is_ephemeral(obj, macro) %}{% endmacro %}

{# What older versions had and dbt has now. #}
{% macro type_string() %}{{ dbt.type_string() }}{% endmacro %}
{% macro type_int() %}{{ dbt.type_int() }}{% endmacro %}
{% macro type_bigint() %}{{ dbt.type_bigint() }}{% endmacro %}
{% macro type_float() %}{{ dbt.type_float() }}{% endmacro %}
{% macro type_numeric() %}{{ dbt.type_numeric() }}{% endmacro %}
{% macro type_timestamp() %}{{ dbt.type_timestamp() }}{% endmacro %}
{% macro current_timestamp() %}current_timestamp{% endmacro %}
{% macro current_timestamp_in_utc() %}current_timestamp{% endmacro %}
{% macro concat(fields) %}{{ dbt.concat(fields) }}{% endmacro %}
{% macro hash(field) %}{{ dbt.hash(field) }}{% endmacro %}
{% macro safe_cast(field, type) %}{{ dbt.safe_cast(field, type) }}{% endmacro %}
{% macro dateadd(datepart, interval, from_date_or_timestamp) %}{{ dbt.dateadd(datepart, interval, from_date_or_timestamp) }}{% endmacro %}
{% macro datediff(first_date, second_date, datepart) %}{{ dbt.datediff(first_date, second_date, datepart) }}{% endmacro %}
{% macro date_trunc(datepart, date) %}{{ dbt.date_trunc(datepart, date) }}{% endmacro %}
{% macro last_day(date, datepart) %}{{ dbt.last_day(date, datepart) }}{% endmacro %}
{% macro replace(field, old_chars, new_chars) %}{{ dbt.replace(field, old_chars, new_chars) }}{% endmacro %}
{% macro right(string_text, length_expression) %}{{ dbt.right(string_text, length_expression) }}{% endmacro %}
{% macro length(expression) %}{{ dbt.length(expression) }}{% endmacro %}
{% macro position(substring_text, string_text) %}{{ dbt.position(substring_text, string_text) }}{% endmacro %}
{% macro split_part(string_text, delimiter_text, part_number) %}{{ dbt.split_part(string_text, delimiter_text, part_number) }}{% endmacro %}
{% macro listagg(measure, delimiter_text="','", order_by_clause=none, limit_num=none) %}{{ dbt.listagg(measure, delimiter_text) }}{% endmacro %}
{% macro any_value(expression) %}{{ dbt.any_value(expression) }}{% endmacro %}
{% macro bool_or(expression) %}{{ dbt.bool_or(expression) }}{% endmacro %}
{% macro string_literal(value) %}{{ dbt.string_literal(value) }}{% endmacro %}
{% macro escape_single_quotes(expression) %}{{ dbt.escape_single_quotes(expression) }}{% endmacro %}
{% macro except() %}{{ dbt.except() }}{% endmacro %}
{% macro intersect() %}{{ dbt.intersect() }}{% endmacro %}
{% macro array_construct(inputs=[], data_type='') %}{{ dbt.array_construct(inputs) }}{% endmacro %}
{% macro cast_bool_to_text(field) %}{{ dbt.cast_bool_to_text(field) }}{% endmacro %}
