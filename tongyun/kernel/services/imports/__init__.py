"""Import of organisations and people from xlsx and csv: a dry run that reports row by row, then all or nothing."""
