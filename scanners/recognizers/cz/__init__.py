"""Values of Czechia and Slovakia."""
