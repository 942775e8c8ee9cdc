"""Files of SQL, read in their order and replayed into the tables they leave behind."""
