select 1 as kept
