"""Files: taken in with care, kept in a folder or a bucket, read by whoever may read the record they hang on."""

from .changing import attach_files, keyword_problems
from .giving import files_of, open_file
from .hosts import file_hosts
from .receiving import store_file

__all__ = ["attach_files", "file_hosts", "files_of", "keyword_problems", "open_file", "store_file"]
