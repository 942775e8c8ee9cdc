{{ config(grants={'select': ['auditor']}, schema='lending', group='desk') }}
select l.id, l.due, r.email from {{ ref('stg_loans') }} l join {{ ref('stg_readers') }} r on r.id = l.reader_id
