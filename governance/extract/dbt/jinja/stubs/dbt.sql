{# dbt's own macros, as far as they say what happens to data. Ours, for `adapter.dispatch` and by name. #}

{% macro generate_schema_name(custom_schema_name=none, node=none) -%}
  {{ return(adapter.dispatch('generate_schema_name')(custom_schema_name, node)) }}
{%- endmacro %}
{% macro default__generate_schema_name(custom_schema_name, node=none) -%}
  {%- if custom_schema_name is none -%}{{ target.schema }}
  {%- else -%}{{ target.schema }}_{{ custom_schema_name | trim }}{%- endif -%}
{%- endmacro %}
{% macro generate_schema_name_for_env(custom_schema_name, node=none) -%}
  {%- if custom_schema_name is not none -%}{{ custom_schema_name | trim }}{%- else -%}{{ target.schema }}{%- endif -%}
{%- endmacro %}
{% macro generate_database_name(custom_database_name=none, node=none) -%}
  {{ return(adapter.dispatch('generate_database_name')(custom_database_name, node)) }}
{%- endmacro %}
{% macro default__generate_database_name(custom_database_name=none, node=none) -%}
  {%- if custom_database_name is none -%}{{ target.database }}{%- else -%}{{ custom_database_name }}{%- endif -%}
{%- endmacro %}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
  {{ return(adapter.dispatch('generate_alias_name')(custom_alias_name, node)) }}
{%- endmacro %}
{% macro default__generate_alias_name(custom_alias_name=none, node=none) -%}
  {%- if custom_alias_name -%}{{ custom_alias_name | trim }}
  {%- elif node.version -%}{{ node.name }}_v{{ node.version | string | replace('.', '_') }}
  {%- else -%}{{ node.name }}{%- endif -%}
{%- endmacro %}

{# Types. #}
{% macro type_string() %}{{ 'string' if target.type in ('bigquery', 'databricks', 'spark') else 'varchar' }}{% endmacro %}
{% macro type_int() %}{{ 'int64' if target.type == 'bigquery' else 'int' }}{% endmacro %}
{% macro type_bigint() %}{{ 'int64' if target.type == 'bigquery' else 'bigint' }}{% endmacro %}
{% macro type_float() %}{{ 'float64' if target.type == 'bigquery' else 'double' if target.type in ('databricks', 'spark', 'trino', 'athena') else 'float' }}{% endmacro %}
{% macro type_numeric() %}numeric{% endmacro %}
{% macro type_boolean() %}{{ 'bool' if target.type == 'bigquery' else 'boolean' }}{% endmacro %}
{% macro type_timestamp() %}timestamp{% endmacro %}
{% macro type_datetime() %}{{ 'datetime' if target.type == 'bigquery' else 'timestamp' }}{% endmacro %}

{# Values: what comes out of what goes in. #}
{% macro concat(fields) -%}
  {%- if target.type in ('bigquery', 'databricks', 'spark', 'mysql', 'sqlserver', 'fabric', 'synapse') -%}
  concat({{ fields | join(', ') }})
  {%- else -%}{{ fields | join(' || ') }}{%- endif -%}
{%- endmacro %}
{% macro hash(field) %}md5(cast({{ field }} as {{ type_string() }})){% endmacro %}
{% macro safe_cast(field, type) %}cast({{ field }} as {{ type }}){% endmacro %}
{% macro cast(field, type) %}cast({{ field }} as {{ type }}){% endmacro %}
{% macro cast_bool_to_text(field) %}cast({{ field }} as {{ type_string() }}){% endmacro %}
{% macro dateadd(datepart, interval, from_date_or_timestamp) %}({{ from_date_or_timestamp }} + {{ interval }}){% endmacro %}
{% macro datediff(first_date, second_date, datepart) %}({{ second_date }} - {{ first_date }}){% endmacro %}
{% macro date_trunc(datepart, date) -%}
  {%- if target.type == 'bigquery' -%}timestamp_trunc(cast({{ date }} as timestamp), {{ datepart }})
  {%- else -%}date_trunc('{{ datepart }}', {{ date }}){%- endif -%}
{%- endmacro %}
{% macro date(year, month, day) %}cast('{{ year }}-{{ month }}-{{ day }}' as date){% endmacro %}
{% macro last_day(date, datepart) %}last_day(cast({{ date }} as date)){% endmacro %}
{% macro current_timestamp() %}current_timestamp{% endmacro %}
{% macro current_timestamp_backcompat() %}current_timestamp{% endmacro %}
{% macro current_timestamp_in_utc_backcompat() %}current_timestamp{% endmacro %}
{% macro current_timestamp_in_utc() %}current_timestamp{% endmacro %}
{% macro snapshot_get_time() %}current_timestamp{% endmacro %}
{% macro convert_timezone(column, target_tz=none, source_tz=none) %}cast({{ column }} as timestamp){% endmacro %}
{% macro replace(field, old_chars, new_chars) %}replace({{ field }}, {{ old_chars }}, {{ new_chars }}){% endmacro %}
{% macro right(string_text, length_expression) %}right({{ string_text }}, {{ length_expression }}){% endmacro %}
{% macro length(expression) %}length({{ expression }}){% endmacro %}
{% macro position(substring_text, string_text) %}length(replace({{ string_text }}, {{ substring_text }}, '')){% endmacro %}
{% macro split_part(string_text, delimiter_text, part_number) -%}
  {%- if target.type == 'bigquery' -%}split({{ string_text }}, {{ delimiter_text }})[safe_offset(0)]
  {%- else -%}split_part({{ string_text }}, {{ delimiter_text }}, 1){%- endif -%}
{%- endmacro %}
{% macro any_value(expression) %}any_value({{ expression }}){% endmacro %}
{% macro bool_or(expression) %}max({{ expression }}){% endmacro %}
{% macro listagg(measure, delimiter_text="','", order_by_clause=none, limit_num=none) -%}
  {{ 'listagg' if target.type in ('snowflake', 'redshift') else 'string_agg' }}({{ measure }}, {{ delimiter_text }})
{%- endmacro %}
{% macro string_literal(value) %}'{{ value | replace("'", "''") }}'{% endmacro %}
{% macro escape_single_quotes(expression) %}{{ expression | replace("'", "''") }}{% endmacro %}
{% macro array_construct(inputs=[], data_type='') %}array[{{ inputs | join(', ') }}]{% endmacro %}
{% macro array_append(array, new_element) %}array_append({{ array }}, {{ new_element }}){% endmacro %}
{% macro array_concat(array_1, array_2) %}array_cat({{ array_1 }}, {{ array_2 }}){% endmacro %}
{% macro except() %}{{ 'except distinct' if target.type == 'bigquery' else 'except' }}{% endmacro %}
{% macro intersect() %}{{ 'intersect distinct' if target.type == 'bigquery' else 'intersect' }}{% endmacro %}

{# Rows that come from no table. #}
{% macro date_spine(datepart, start_date, end_date) -%}
  select current_timestamp as date_{{ datepart }}
{%- endmacro %}
{% macro generate_series(upper_bound) %}select 1 as generated_number{% endmacro %}
{% macro get_powers_of_two(upper_bound) %}{{ return(1) }}{% endmacro %}

{# What a materialization or a hook does: nothing that a model's columns show. #}
{% macro noop_statement() %}{% endmacro %}
{% macro create_schema(relation) %}{% endmacro %}
{% macro drop_relation_if_exists(relation) %}{% endmacro %}
{% macro run_hooks(hooks, inside_transaction=true) %}{% endmacro %}
{% macro grant_access_to() %}{% endmacro %}
{% macro get_columns_in_query(select_sql) %}{{ return(run_query(select_sql)) }}{% endmacro %}
{% macro get_column_names(relation) %}{{ return(adapter.get_columns_in_relation(relation)) }}{% endmacro %}
{% macro make_temp_relation(base_relation, suffix='__dbt_tmp') %}{{ return(base_relation) }}{% endmacro %}
{% macro create_temporary_table(sql) %}{% endmacro %}
{% macro copy_grants() %}{{ return(false) }}{% endmacro %}
