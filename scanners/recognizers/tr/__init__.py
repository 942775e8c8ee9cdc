"""Values of Türkiye."""
