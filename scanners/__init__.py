"""What looks at columns and says what they hold."""
