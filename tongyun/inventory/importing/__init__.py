"""Items from xlsx and csv tables: what columns mean, what each row would do, and doing it (ADR 0028)."""
