def model(dbt, session):
    dbt.config(materialized="table", tags=["python"])
    return dbt.ref("stg_readers")
