"""HTTP interface of the inventory."""
