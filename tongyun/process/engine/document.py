"""A BPMN file read safely into a plain graph: no document type, no entities, no network, bounded size."""

from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from .refusals import Refusal, refusal

MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TONGYUN: Final = "urn:tongyun:bpmn"
"""Our attributes on BPMN elements: operation, form, candidates (a group), assignee (``previous`` keeps the person).
A process names its groups for people in its extension elements: ``<tongyun:group id name nameEn/>``."""
MAX_BYTES: Final = 512 * 1024
"""Size of a BPMN file."""
MAX_NODES: Final = 400
"""Steps in one process; bpmn-js itself jams beyond about 800 elements."""


class RefusedError(Exception):
    """A process that may not be deployed, with every reason found."""

    def __init__(self, reasons: list[Refusal]) -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Flow:
    """A sequence flow."""

    id: str
    name: str
    line: int
    source: str
    target: str
    condition: str | None


@dataclass(frozen=True)
class FlowNode:
    """A step, gateway or event. ``tag`` is the BPMN element; empty texts mean that the attribute is
    absent."""

    id: str
    name: str
    line: int
    tag: str
    operation: str = ""
    form: str = ""
    candidates: str = ""
    assignee: str = ""
    default: str = ""
    host: str = ""
    interrupting: bool = True
    timer: str = ""
    message: str = ""
    definitions: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A candidates group as people read it."""

    title: str
    title_en: str


@dataclass
class Document:
    """A process as a graph, before it has been judged."""

    key: str
    name: str
    executable: bool
    line: int
    nodes: list[FlowNode] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    foreign: list[Refusal] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)


_SILENT: Final = frozenset({"documentation", "extensionElements", "textAnnotation", "association", "group"})
_INSIDE_NODE: Final = frozenset({"documentation", "extensionElements", "incoming", "outgoing"})


def read(text: str) -> Document:
    """Read a BPMN file.

    Raises:
        RefusedError: it is too large, no well-formed XML, has a document type or entities, or holds not one
        process.
    """
    root = _parsed(text)
    if root.tag != _bpmn("definitions"):
        raise RefusedError([refusal("root", line=root.sourceline)])
    processes = root.findall(_bpmn("process"))
    if len(processes) != 1:
        raise RefusedError([refusal("one_process", line=root.sourceline, count=len(processes))])
    process = processes[0]
    document = Document(
        key=process.get("id", ""),
        name=process.get("name", ""),
        executable=process.get("isExecutable") == "true",
        line=process.sourceline or 0,
        groups=_groups(process),
    )
    messages = {each.get("id"): each.get("name", "") for each in root.findall(_bpmn("message"))}
    for element in [*root, *process]:
        _take(element, document, messages, inside=element.getparent() is process)
    return document


def _parsed(text: str) -> "etree._Element":
    content = text.encode("utf-8")
    if len(content) > MAX_BYTES:
        raise RefusedError([refusal("too_large", limit=MAX_BYTES)])
    # The size bound and this check come before the parser, so that it never meets an entity it could expand.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise RefusedError([refusal("doctype")])
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise RefusedError([refusal("xml", line=error.lineno, detail=error.msg)]) from error
    if root.getroottree().docinfo.doctype:
        raise RefusedError([refusal("doctype")])
    return root


def _take(element: "etree._Element", document: Document, messages: dict[str | None, str], inside: bool) -> None:
    tag = _local(element)
    if not inside:
        if tag not in {"process", "message", "BPMNDiagram", "documentation", "extensionElements"}:
            document.foreign.append(_unsupported(element))
    elif tag == "sequenceFlow":
        document.flows.append(_flow(element))
    elif tag not in _SILENT:
        document.nodes.append(_node(element, messages))


def _groups(process: "etree._Element") -> dict[str, Group]:
    named = process.findall(f"{_bpmn('extensionElements')}/{{{TONGYUN}}}group")
    return {
        each.get("id", ""): Group(each.get("name", ""), each.get("nameEn", "") or each.get("name", ""))
        for each in named
    }


def _flow(element: "etree._Element") -> Flow:
    condition = element.find(_bpmn("conditionExpression"))
    return Flow(
        id=element.get("id", ""),
        name=element.get("name", ""),
        line=element.sourceline or 0,
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        condition=None if condition is None else (condition.text or "").strip(),
    )


def _node(element: "etree._Element", messages: dict[str | None, str]) -> FlowNode:
    definitions = [child for child in element if _local(child).endswith("EventDefinition")]
    timer = element.find(f"{_bpmn('timerEventDefinition')}/*")
    message = element.find(_bpmn("messageEventDefinition"))
    return FlowNode(
        id=element.get("id", ""),
        name=element.get("name", ""),
        line=element.sourceline or 0,
        tag=_local(element) if element.tag == _bpmn(_local(element)) else str(element.tag),
        operation=element.get(f"{{{TONGYUN}}}operation", ""),
        form=element.get(f"{{{TONGYUN}}}form", ""),
        candidates=element.get(f"{{{TONGYUN}}}candidates", ""),
        assignee=element.get(f"{{{TONGYUN}}}assignee", ""),
        default=element.get("default", ""),
        host=element.get("attachedToRef", ""),
        interrupting=element.get("cancelActivity", "true") == "true",
        timer=_timer(timer),
        message="" if message is None else messages.get(message.get("messageRef"), ""),
        definitions=tuple(_local(child) for child in definitions),
        foreign=tuple(
            _local(child) for child in element if child not in definitions and _local(child) not in _INSIDE_NODE
        ),
    )


def _timer(element: "etree._Element | None") -> str:
    """The timer's text; a cycle is no timer of the subset, so it reads as none."""
    if element is None or _local(element) not in {"timeDuration", "timeDate"}:
        return ""
    return (element.text or "").strip()


def _unsupported(element: "etree._Element") -> Refusal:
    return refusal(
        "unsupported", element.get("id", ""), element.get("name", ""), element.sourceline, tag=_local(element)
    )


def engine_xml(document: Document) -> "etree._Element":
    """The process written anew from what was read and judged, so that nothing else can reach the engine."""
    root = etree.Element(_bpmn("definitions"), nsmap={"bpmn": MODEL})
    process = etree.SubElement(root, _bpmn("process"), id=document.key, name=document.name, isExecutable="true")
    messages = sorted({node.message for node in document.nodes if node.message})
    for number, name in enumerate(messages):
        etree.SubElement(root, _bpmn("message"), id=f"message-{number}", name=name)
    for node in document.nodes:
        _write_node(process, node, messages)
    for flow in document.flows:
        element = etree.SubElement(
            process, _bpmn("sequenceFlow"), id=flow.id, sourceRef=flow.source, targetRef=flow.target
        )
        if flow.condition is not None:
            etree.SubElement(element, _bpmn("conditionExpression")).text = flow.condition
    return root


def _write_node(process: "etree._Element", node: FlowNode, messages: list[str]) -> None:
    element = etree.SubElement(process, _bpmn(node.tag), id=node.id, name=node.name)
    if node.default:
        element.set("default", node.default)
    if node.host:
        element.set("attachedToRef", node.host)
        element.set("cancelActivity", "true" if node.interrupting else "false")
    if node.timer:
        timer = etree.SubElement(element, _bpmn("timerEventDefinition"))
        etree.SubElement(timer, _bpmn("timeDuration")).text = node.timer
    if node.message:
        reference = f"message-{messages.index(node.message)}"
        etree.SubElement(element, _bpmn("messageEventDefinition"), messageRef=reference)


def _local(element: "etree._Element") -> str:
    return str(etree.QName(element).localname)


def _bpmn(tag: str) -> str:
    return f"{{{MODEL}}}{tag}"
