"""How much of the data is known, for people and machines."""
