"""One module a protocol, imported when somebody signs in by it: their libraries stay out of every process's start."""
