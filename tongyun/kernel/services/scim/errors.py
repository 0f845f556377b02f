"""Errors in the words of SCIM (RFC 7644, 3.12)."""

from ...contracts import Problem


class ScimError(Problem):
    """The request cannot be done as it stands; `code` is a scimType of table 9."""

    status = 400
    title = "请求有误"
