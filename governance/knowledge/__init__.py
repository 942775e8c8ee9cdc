"""What is known of the data, how much of it, what is missing, and where something is kept."""
