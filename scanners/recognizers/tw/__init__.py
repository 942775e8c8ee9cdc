"""Values of Taiwan."""
