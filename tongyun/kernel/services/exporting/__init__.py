"""Lists as files: values as people read them, rows as csv or xlsx in constant memory."""
