"""HTTP interface of the kernel."""
