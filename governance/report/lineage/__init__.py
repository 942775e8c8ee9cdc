"""What is known of lineage, as people and machines read it; one file per output format."""
