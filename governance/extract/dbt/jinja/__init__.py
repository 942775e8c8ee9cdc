"""dbt's templates rendered without dbt: no database, no environment, no file, within bounds."""
