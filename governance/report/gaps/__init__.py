"""What a catalog lacks, for people and machines."""
