"""Why a process is refused at deployment: one coded reason an element, in Chinese and English."""

from dataclasses import dataclass
from typing import Final

_REASONS: Final[dict[str, tuple[str, str]]] = {
    "too_large": ("文件超过 {limit} 字节", "the file is larger than {limit} bytes"),
    "xml": ("不是合法的 XML：{detail}", "not well-formed XML: {detail}"),
    "doctype": ("不允许文档类型声明或实体", "document types and entities are not allowed"),
    "root": ("根元素必须是 BPMN 2.0 的 definitions", "the root element must be BPMN 2.0 'definitions'"),
    "one_process": (
        "文件中必须恰好有一个流程，实际有 {count} 个",
        "there must be exactly one process, found {count}",
    ),
    "not_executable": (
        "流程未标记为可执行（isExecutable）",
        "the process is not marked executable (isExecutable)",
    ),
    "too_many": ("元素超过 {limit} 个", "there are more than {limit} elements"),
    "unsupported": (
        "不支持 BPMN 元素 {tag}；请使用已公布的子集",
        "the BPMN element {tag} is not supported; use the published subset",
    ),
    "no_id": ("元素没有标识（id）", "the element has no id"),
    "bad_id": (
        "标识只能由字母、数字、下划线和连字符组成，且不得与引擎保留名冲突",
        "an id holds only letters, digits, '_' and '-', and is no name the engine keeps for itself",
    ),
    "same_id": ("标识重复", "the id is used twice"),
    "one_start": (
        "必须恰好有一个开始事件，实际有 {count} 个",
        "there must be exactly one start event, found {count}",
    ),
    "no_end": ("流程没有结束事件", "the process has no end event"),
    "dangling_flow": ("顺序流的起点或终点不存在", "the sequence flow starts or ends nowhere"),
    "into_start": ("开始事件不能有流入", "nothing may flow into a start event"),
    "out_of_end": ("结束事件不能有流出", "nothing may flow out of an end event"),
    "into_boundary": ("边界事件不能有流入", "nothing may flow into a boundary event"),
    "dead_end": ("没有流出，流程会停在这里", "nothing flows out; the process would stop here"),
    "implicit_split": ("有多条流出，请改用网关", "several flows leave without a gateway"),
    "unreachable": ("从开始事件到不了这一步", "this step cannot be reached from the start"),
    "no_way_out": ("从这一步到不了结束事件", "no way leads from this step to an end"),
    "endless": (
        "循环中没有人工任务或等待事件，会无休止地运行",
        "a loop without a person, timer or message would never stop",
    ),
    "default_missing": ("分支网关必须指定默认流", "a gateway that branches needs a default flow"),
    "default_wrong": ("默认流不是该网关的流出", "the default flow does not leave this gateway"),
    "default_condition": ("默认流不能带条件", "the default flow may not have a condition"),
    "condition_missing": ("网关的非默认流出必须带条件", "each flow but the default needs a condition"),
    "condition_misplaced": (
        "只有排他或包容网关的分支才能带条件",
        "only a branch of an exclusive or inclusive gateway has a condition",
    ),
    "condition": ("条件表达式有误：{detail}", "the condition cannot be read: {detail}"),
    "condition_name": (
        "条件引用了不存在的数据 {names}",
        "the condition uses data that does not exist: {names}",
    ),
    "operation_missing": (
        "服务任务没有 tongyun:operation 属性",
        "the service task has no tongyun:operation attribute",
    ),
    "operation_unknown": (
        "服务任务引用了未注册的动作 {operation}",
        "the operation {operation} is not registered",
    ),
    "event_kind": ("只支持定时事件和消息事件", "only timer and message events are supported"),
    "boundary_kind": ("边界事件只支持定时器", "only a timer may stand on a boundary"),
    "boundary_host": ("边界定时器必须附着在人工任务上", "a boundary timer must be attached to a user task"),
    "plain_event": ("开始和结束事件不能带事件定义", "start and end events carry no event definition"),
    "timer": ("定时器有误：{detail}", "the timer cannot be read: {detail}"),
    "message": ("消息事件没有引用带名称的消息", "the message event names no message"),
    "unsound": (
        "令牌会在此丢失、重复或永远等待：并行与排他网关不配对",
        "tokens are lost, doubled or wait for ever here: gateways do not pair",
    ),
    "engine": ("引擎无法读取：{detail}", "the engine cannot read it: {detail}"),
}


@dataclass(frozen=True)
class Refusal:
    """One reason against a process: where (element id and name, line from 1) and why (code and both
    languages)."""

    code: str
    element: str
    name: str
    line: int | None
    zh: str
    en: str

    def __str__(self) -> str:
        where = f"{self.name}（{self.element}）" if self.name else self.element
        return f"{where}：{self.zh} / {self.en}" if where else f"{self.zh} / {self.en}"


def refusal(code: str, element: str = "", name: str = "", line: int | None = None, **details: object) -> Refusal:
    """A refusal with its texts filled in; ``code`` must be one of the known reasons."""
    zh, en = _REASONS[code]
    return Refusal(code, element, name, line, zh.format(**details), en.format(**details))
