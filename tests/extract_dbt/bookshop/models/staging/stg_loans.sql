{{ config(tags=['loans'], meta={'owner': 'team-loans'}, materialized='incremental', unique_key='id') }}
select id, reader_id, due
from {{ source('crm', 'loans') }}
{% if is_incremental() %} where due > {{ since() }} {% endif %}
