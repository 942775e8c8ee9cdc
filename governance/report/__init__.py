"""An evaluation as people and machines read it; one file per output format."""
