"""What the catalog is used for: protection, one person's data, the records of processing."""
