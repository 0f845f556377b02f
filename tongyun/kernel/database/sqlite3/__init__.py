"""SQLite with last things."""
