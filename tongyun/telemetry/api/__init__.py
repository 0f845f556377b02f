"""HTTP interface of telemetry."""
