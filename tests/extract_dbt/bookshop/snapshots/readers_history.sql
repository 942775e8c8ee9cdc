{% snapshot readers_history %}
{{ config(unique_key='id', strategy='check', check_cols=['email'], tags=['history']) }}
select * from {{ ref('stg_readers') }}
{% endsnapshot %}
