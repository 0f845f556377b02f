"""Statistics of items (CD-O-15): what they are counted by, and the counting, which the database does."""
