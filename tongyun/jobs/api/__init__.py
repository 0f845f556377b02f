"""HTTP interface of jobs."""
