"""Values of Australia."""
