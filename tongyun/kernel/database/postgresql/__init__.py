"""PostgreSQL with last things."""
