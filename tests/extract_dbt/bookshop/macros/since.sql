{% macro since() %}current_date - {{ var('keep_days') }}{% endmacro %}
