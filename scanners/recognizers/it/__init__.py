"""Values of Italy."""
