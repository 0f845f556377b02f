"""Parts of benchmarks that are no benchmark themselves."""
