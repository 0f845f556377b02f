"""The processes of an installation, one file each."""
