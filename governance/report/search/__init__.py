"""Where something is kept, for people and machines."""
