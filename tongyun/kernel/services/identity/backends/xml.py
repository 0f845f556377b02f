"""Read XML from outside: no document type, so no entities; nothing is fetched, nothing huge is built."""

from typing import Any

from lxml import etree

from ..errors import REFUSED, Refused


def parsed(text: str) -> Any:
    """The root element. Raises Refused for what is not XML, or carries a DOCTYPE."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(REFUSED, f"应答不是有效的 XML：{error}") from error
    if root.getroottree().docinfo.doctype:
        raise Refused(REFUSED, "应答带有 DOCTYPE")
    return root
