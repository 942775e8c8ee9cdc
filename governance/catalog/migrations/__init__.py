"""What makes an old store a new one. One file in `versions` is one step, and is never changed."""
