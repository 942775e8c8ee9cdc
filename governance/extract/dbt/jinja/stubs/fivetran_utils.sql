{# fivetran_utils, as far as its macros say what happens to data. Ours, for where the package is not
   installed, or asks the database. #}

{% macro fill_staging_columns(source_columns, staging_columns) -%}
  {%- for column in staging_columns -%}
    {{ column.name }}{% if column.alias %} as {{ column.alias }}{% endif %}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}
{% macro source_relation(union_schema_variable='union_schemas', union_database_variable='union_databases') %}, '' as source_relation{% endmacro %}
{% macro add_dbt_source_relation() %}{% endmacro %}
{% macro union_data(table_identifier, database_variable=none, schema_variable=none, default_database=none, default_schema=none, default_variable=none, union_schema_variable='union_schemas', union_database_variable='union_databases') -%}
  select * from {{ source(default_schema, table_identifier) }}
{%- endmacro %}
{% macro fivetran_union_relations(relations) %}{{ dbt_utils.union_relations(relations) }}{% endmacro %}
{% macro union_relations(relations, aliases=none, column_override=none, include=[], exclude=[], source_column_name=none) %}{{ dbt_utils.union_relations(relations) }}{% endmacro %}
{% macro fill_pass_through_columns(pass_through_variable) -%}
  {%- for column in var(pass_through_variable, none) or [] -%}
    , {{ column if column is string else (column.alias or column.name) }}
  {%- endfor -%}
{%- endmacro %}
{% macro persist_pass_through_columns(pass_through_variable, identifier=none, transform='') -%}
  {%- for column in var(pass_through_variable, none) or [] -%}
    , {{ identifier ~ '.' if identifier }}{{ column if column is string else (column.alias or column.name) }}
  {%- endfor -%}
{%- endmacro %}
{% macro add_pass_through_columns(base_columns, pass_through_var) -%}
  {%- for column in pass_through_var or [] -%}
    {%- do base_columns.append({'name': column if column is string else column.name, 'alias': '' if column is string else column.alias, 'datatype': ''}) -%}
  {%- endfor -%}
{%- endmacro %}
{% macro remove_prefix_from_columns(columns, prefix='', exclude=[]) -%}
  {%- for column in columns -%}
    {{ column.name }}{% if column.name[:prefix | length] == prefix and column.name not in exclude %} as {{ column.name[prefix | length:] }}{% endif %}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}
{% macro enabled_vars(vars) -%}
  {%- for name in vars if var(name, true) == false -%}{{ return(false) }}{%- endfor -%}
  {{ return(true) }}
{%- endmacro %}
{% macro enabled_vars_one_true(vars) %}{{ return(true) }}{% endmacro %}
{% macro json_parse(string, string_path) %}json_extract({{ string }}, ''){% endmacro %}
{% macro json_extract(string, string_path) %}json_extract({{ string }}, ''){% endmacro %}
{% macro pivot_json_extract(string, list_of_properties) -%}
  {%- for property in list_of_properties -%}
    json_extract({{ string }}, '') as {{ property | replace(' ', '_') | replace('.', '_') | lower }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}
{% macro string_agg(field_to_agg, delimiter) %}{{ dbt.listagg(field_to_agg, delimiter) }}{% endmacro %}
{% macro array_agg(field_to_agg) %}array_agg({{ field_to_agg }}){% endmacro %}
{% macro first_value(first_value_field, partition_field, order_by_field, order='asc') %}first_value({{ first_value_field }}) over (partition by {{ partition_field }} order by {{ order_by_field }}){% endmacro %}
{% macro percentile(percentile_field, partition_field, percent) %}avg({{ percentile_field }}) over (partition by {{ partition_field }}){% endmacro %}
{% macro max_bool(boolean_field) %}max({{ boolean_field }}){% endmacro %}
{% macro ceiling(num) %}ceiling({{ num }}){% endmacro %}
{% macro timestamp_add(datepart, interval, from_timestamp) %}({{ from_timestamp }} + {{ interval }}){% endmacro %}
{% macro timestamp_diff(first_date, second_date, datepart) %}({{ second_date }} - {{ first_date }}){% endmacro %}
{% macro try_cast(field, type) %}cast({{ field }} as {{ type }}){% endmacro %}
{% macro dummy_coalesce_value(column) %}{{ return("''") }}{% endmacro %}
{% macro calculated_fields(variable) -%}
  {%- for field in var(variable, none) or [] -%}, {{ field.transform_sql }} as {{ field.name }}{% endfor -%}
{%- endmacro %}
{% macro extract_url_parameter(field, url_parameter) %}split_part({{ field }}, '{{ url_parameter }}=', 2){% endmacro %}
{% macro slugify(string) %}{{ return(dbt_utils.slugify(string)) }}{% endmacro %}
{% macro get_columns_for_macro(table_name, schema_name, database_name) %}{{ return(run_query(table_name)) }}{% endmacro %}
