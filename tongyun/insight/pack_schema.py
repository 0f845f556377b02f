"""JSON Schema 2020-12 of a file of pack kind `contracts`. Numbers are text: YAML numbers are floats."""

from typing import Any

DECIMAL = {"type": "string", "pattern": r"^\d{1,9}(\.\d{1,4})?$"}
ID = {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9_-]{0,63}$"}
SLUG = {"type": "string", "pattern": r"^[a-z][a-z0-9-]{1,79}$"}
TEXT = {"type": "string", "minLength": 1, "maxLength": 4000}
TITLE = {"type": "string", "minLength": 1, "maxLength": 200}
KIND = {"type": "string", "pattern": r"^[a-z][a-z0-9_]{1,39}$"}
LINES = {"type": "string", "pattern": r"^L\d+([–-]\d+)?(、L\d+([–-]\d+)?)*$"}
CYCLE = {"type": "integer", "minimum": 1, "maximum": 60}
CHOICE = {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9_-]{0,79}$"}


def _record(title: str, required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "title": title,
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {**required, **(optional or {})},
    }


def _rows(of: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "maxItems": most, "items": of}


def _or_null(of: dict[str, Any]) -> dict[str, Any]:
    return {"oneOf": [{"type": "null"}, of]}


PARTY = _record("合同一方", {"role": {"enum": ["采购人", "供应商", "监理"]}, "name": _or_null(TITLE)})

SOURCE = _record("出处", {"tender": TITLE, "title": TITLE, "lines": LINES})

PERIOD = _record(
    "服务年度与考核周期；start 为 null 表示服务期尚未起算",
    {
        "start": _or_null({"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
        "cycle_months": {"type": "integer", "minimum": 1, "maximum": 60},
        "cycles": {"type": "integer", "minimum": 1, "maximum": 60},
    },
)

READING = _record(
    "招标文件未写明或前后不一之处的解释；chosen 缺省时取第一项",
    {
        "rows": _rows(ID, 50),
        "question": TEXT,
        "choices": _rows(_record("一种解释", {"id": CHOICE, "text": TEXT}), 9),
    },
    {"chosen": CHOICE},
)

LEVEL = _record(
    "一个级别的响应与处理时限（小时）",
    {
        "id": ID,
        "kind": KIND,
        "number": {"type": "integer", "minimum": 1, "maximum": 9},
        "title": TITLE,
        "description": TEXT,
        "response_hours": DECIMAL,
        "solve_hours": DECIMAL,
    },
)

DAYS = _record("逾期天数如何计入", {"count": CHOICE, "levels": CHOICE, "use": CHOICE})

RULE = _record(
    "一条扣分规则：什么事、各级别扣几分",
    {
        "line": {"enum": ["occurrence", "response", "solve"]},
        "points": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": ID,
            "additionalProperties": DECIMAL,
        },
    },
    {"days": DAYS, "starts": CHOICE, "stops": CHOICE},
)

CLAUSE = _record(
    "评分表的一行",
    {
        "id": ID,
        "title": TITLE,
        "lines": LINES,
        "wording": _record("原文", {"service": TEXT, "deduction": TEXT}),
        "kind": KIND,
        "rules": _rows(RULE, 50),
        "uncovered": {"type": "array", "maxItems": 50, "items": TEXT},
    },
)

TIER = _record(
    "考核得分 F 的一档：从几分起（null 为最低一档），F 取何值（score 即实际得分）",
    {"from": _or_null(DECIMAL), "f": {"oneOf": [{"const": "score"}, DECIMAL]}},
)

SCORE = _record("考核分数", {"base": DECIMAL, "base_reading": ID, "floor": CHOICE, "tiers": _rows(TIER, 20)})

INSTALMENT = _record(
    "一期应支付金额：年度服务费的百分之几，乘以哪个周期的 F（null 为不乘）",
    {"id": ID, "percent": DECIMAL, "cycle": _or_null(CYCLE), "formula": TEXT},
)

PAYMENT = _record(
    "付款",
    {"annual_fee": _or_null(DECIMAL), "rounding": CHOICE, "instalments": _rows(INSTALMENT, 60)},
)

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_record(
        "合同考核",
        {
            "id": SLUG,
            "title": TITLE,
            "source": SOURCE,
            "parties": _rows(PARTY, 9),
            "time_zone": {"enum": ["Asia/Shanghai"]},
            "period": PERIOD,
            "readings": {
                "type": "object",
                "propertyNames": ID,
                "additionalProperties": READING,
            },
            "levels": _rows(LEVEL, 100),
            "clauses": _rows(CLAUSE, 300),
            "score": SCORE,
            "payment": PAYMENT,
        },
    ),
}
