"""How item types come into use, change and go."""
