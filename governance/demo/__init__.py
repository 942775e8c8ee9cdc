"""A small clinic and its shop, as a repository to try the gate on: people and numbers invented."""
