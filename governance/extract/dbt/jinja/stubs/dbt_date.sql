{# dbt_date, as far as its macros say what happens to data: a part of a date is a part of it. Ours,
   for where the package is not installed, or asks the database. #}

{% macro now(tz=none) %}current_timestamp{% endmacro %}
{% macro today(tz=none) %}current_date{% endmacro %}
{% macro yesterday(date=none, tz=none) %}{{ date or 'current_date' }}{% endmacro %}
{% macro tomorrow(date=none, tz=none) %}{{ date or 'current_date' }}{% endmacro %}
{% macro n_days_ago(n, date=none, tz=none) %}{{ date or 'current_date' }}{% endmacro %}
{% macro n_days_away(n, date=none, tz=none) %}{{ date or 'current_date' }}{% endmacro %}
{% macro n_weeks_ago(n, tz=none) %}current_date{% endmacro %}
{% macro n_weeks_away(n, tz=none) %}current_date{% endmacro %}
{% macro n_months_ago(n, tz=none) %}current_date{% endmacro %}
{% macro n_months_away(n, tz=none) %}current_date{% endmacro %}
{% macro last_week(tz=none) %}current_date{% endmacro %}
{% macro next_week(tz=none) %}current_date{% endmacro %}
{% macro last_month(tz=none) %}current_date{% endmacro %}
{% macro next_month(tz=none) %}current_date{% endmacro %}
{% macro last_month_number(tz=none) %}extract(month from current_date){% endmacro %}
{% macro next_month_number(tz=none) %}extract(month from current_date){% endmacro %}
{% macro last_month_name(short=true, tz=none) %}{{ _part('current_date') }}{% endmacro %}
{% macro next_month_name(short=true, tz=none) %}{{ _part('current_date') }}{% endmacro %}

{% macro _part(date) %}extract(day from {{ date }}){% endmacro %}
{% macro date_part(datepart, date) %}extract({{ datepart if datepart | lower in ('year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second') else 'day' }} from {{ date }}){% endmacro %}
{% macro day_name(date, short=true, language=none) %}{{ _part(date) }}{% endmacro %}
{% macro month_name(date, short=true, language=none) %}extract(month from {{ date }}){% endmacro %}
{% macro day_of_month(date) %}{{ _part(date) }}{% endmacro %}
{% macro day_of_week(date, isoweek=true) %}{{ _part(date) }}{% endmacro %}
{% macro day_of_year(date) %}{{ _part(date) }}{% endmacro %}
{% macro week_of_year(date) %}extract(week from {{ date }}){% endmacro %}
{% macro iso_week_of_year(date=none, tz=none) %}extract(week from {{ date or 'current_date' }}){% endmacro %}
{% macro week_start(date=none, tz=none) %}{{ dbt.date_trunc('week', date or 'current_date') }}{% endmacro %}
{% macro week_end(date=none, tz=none) %}{{ dbt.date_trunc('week', date or 'current_date') }}{% endmacro %}
{% macro iso_week_start(date=none, tz=none) %}{{ dbt.date_trunc('week', date or 'current_date') }}{% endmacro %}
{% macro iso_week_end(date=none, tz=none) %}{{ dbt.date_trunc('week', date or 'current_date') }}{% endmacro %}
{% macro round_timestamp(timestamp) %}{{ dbt.date_trunc('day', timestamp) }}{% endmacro %}
{% macro periods_since(date_col, period_name='day', tz=none) %}(current_date - {{ date_col }}){% endmacro %}
{% macro convert_timezone(column, target_tz=none, source_tz=none) %}cast({{ column }} as timestamp){% endmacro %}
{% macro from_unixtimestamp(epochs, format='seconds') %}from_unixtime({{ epochs }}){% endmacro %}
{% macro to_unixtimestamp(timestamp) %}unix_timestamp({{ timestamp }}){% endmacro %}
{% macro date(year, month, day) %}{{ return(modules.datetime.date(year, month, day)) }}{% endmacro %}
{% macro datetime(year, month, day, hour=0, minute=0, second=0, microsecond=0, tz=none) %}{{ return(modules.datetime.datetime(year, month, day, hour, minute, second, microsecond)) }}{% endmacro %}

{% macro date_spine(datepart, start_date, end_date) %}select current_timestamp as date_{{ datepart }}{% endmacro %}
{% macro get_base_dates(start_date=none, end_date=none, n_dateparts=none, datepart='day') %}select current_timestamp as date_{{ datepart }}{% endmacro %}
{% macro get_date_dimension(start_date, end_date) %}
select date_day
  {%- for name in ['prior_date_day', 'next_date_day', 'prior_year_date_day', 'prior_year_over_year_date_day',
    'day_of_week', 'day_of_week_iso', 'day_of_week_name', 'day_of_week_name_short', 'day_of_month', 'day_of_year',
    'week_start_date', 'week_end_date', 'prior_year_week_start_date', 'prior_year_week_end_date', 'week_of_year',
    'iso_week_start_date', 'iso_week_end_date', 'prior_year_iso_week_start_date', 'prior_year_iso_week_end_date',
    'iso_week_of_year', 'prior_year_week_of_year', 'prior_year_iso_week_of_year', 'month_of_year', 'month_name',
    'month_name_short', 'month_start_date', 'month_end_date', 'prior_year_month_start_date',
    'prior_year_month_end_date', 'quarter_of_year', 'quarter_start_date', 'quarter_end_date', 'year_number',
    'year_start_date', 'year_end_date'] %}, date_day as {{ name }}{% endfor %}
from (select current_date as date_day) as days
{% endmacro %}
{% macro get_fiscal_periods(dates, year_end_month, week_start_day, shift_year=1) %}select * from {{ dates }}{% endmacro %}
{% macro get_fiscal_year_dates(dates, year_end_month=12, week_start_day=1, shift_year=1) %}select * from {{ dates }}{% endmacro %}
