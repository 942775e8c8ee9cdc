"""A dbt project: its files and artifacts read, its models rendered without dbt and followed."""
