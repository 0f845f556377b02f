"""What the API does for and against its callers: repeats answers, counts, logs."""
