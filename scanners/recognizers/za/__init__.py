"""Values of South Africa."""
