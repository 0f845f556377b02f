"""The grammar of lists, one file an idea; `kernel/api/grammar.py` puts them together."""
