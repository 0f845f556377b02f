"""SQLite with last things, and a line before its one lock."""
