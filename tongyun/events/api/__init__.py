"""HTTP interface of events."""
