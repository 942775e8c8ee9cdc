{{ config(tags=['entries'], schema='own') }}
select 1 as id, {{ cents('2') }} as amount
