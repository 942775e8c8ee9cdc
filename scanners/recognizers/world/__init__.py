"""What has no country."""
