select id, name, email, country from {{ source('crm', 'readers') }}
