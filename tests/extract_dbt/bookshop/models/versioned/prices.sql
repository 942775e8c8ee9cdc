select 1 as id, 2 as price, 3 as tax
