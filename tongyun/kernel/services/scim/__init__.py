"""SCIM 2.0 (RFC 7643, RFC 7644): another system keeps its people and groups up to date here.

A provider sees and changes only what it provisioned; accounts with a password of their own are not its to change.
"""
