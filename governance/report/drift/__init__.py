"""What changed between two catalogs, for people and machines."""
