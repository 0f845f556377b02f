"""HTTP interface of the products."""
