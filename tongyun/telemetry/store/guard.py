"""What a client may not say to the store.

Three fences stand behind each other. The engine itself: the one user it knows has been granted tables and nothing
else (`config.USERS_XML`), so `file()`, `url()`, `s3()`, `mysql()`, engines such as `File` and BACKUP end in its own
ACCESS_DENIED. The kernel, where it has Landlock (`sandbox`). And this module, for what the engine's grants do not
cover: writing and reading files by `INTO OUTFILE` and `FROM INFILE`, the scalar function `file`, table functions that
run programs or reach into this process, dictionaries with sources of their own, several statements in one request.
"""

from dataclasses import dataclass
from typing import Final

from tongyun.telemetry.store.errors import access_denied, syntax_error
from tongyun.telemetry.store.lexer import Token

# Names that must not be called; `file` is also taken out of the engine (engine.DISARMED).
FORBIDDEN_CALLS: Final = frozenset(
    [
        "arrowflight",
        "arrowstream",
        "bigquery",
        "catboostevaluate",
        "cluster",
        "clusterallreplicas",
        "dictionary",
        "eval",
        "executable",
        "file",
        "filecluster",
        "filesystem",
        "fuzzquery",
        "hdfs",
        "hdfscluster",
        "jdbc",
        "mongodb",
        "mysql",
        "odbc",
        "postgresql",
        "python",
        "redis",
        "remote",
        "remotesecure",
        "s3",
        "s3cluster",
        "gcs",
        "oss",
        "cosn",
        "sqlite",
        "url",
        "urlcluster",
        "ytsaurus",
        "showcertificate",
    ]
)
FORBIDDEN_PREFIXES: Final = ("azureblob", "deltalake", "hudi", "iceberg", "paimon")
AI_CALLS: Final = frozenset(
    f"ai{verb}" for verb in ["classify", "embed", "extract", "filter", "generate", "redact", "similarity", "translate"]
)
FORBIDDEN_PAIRS: Final[dict[str, tuple[str, ...]]] = {
    "INTO": ("OUTFILE",),
    "FROM": ("INFILE",),
    "CREATE": ("DICTIONARY", "FUNCTION", "USER", "ROLE", "NAMED", "WORKLOAD", "RESOURCE"),
    "REPLACE": ("DICTIONARY", "FUNCTION"),
    "EXECUTE": ("AS",),
}
# SETTINGS that name files or let the engine evaluate text as SQL; also refused as URL settings.
FORBIDDEN_SETTINGS: Final = frozenset(
    [
        "format_schema",
        "format_schema_source",
        "format_template_resultset",
        "format_template_row",
        "input_format_record_errors_file_path",
        "format_avro_schema_registry_url",
        "allow_experimental_eval_table_function",
        "allow_experimental_ai_functions",
        "input_format_values_interpret_expressions",
        "input_format_values_deduce_templates_of_expressions",
        "allow_introspection_functions",
    ]
)
FIRST_WORDS: Final = frozenset(
    [
        "SELECT",
        "WITH",
        "FROM",
        "VALUES",
        "INSERT",
        "CREATE",
        "ALTER",
        "DROP",
        "TRUNCATE",
        "RENAME",
        "EXCHANGE",
        "OPTIMIZE",
        "SHOW",
        "DESCRIBE",
        "DESC",
        "EXPLAIN",
        "EXISTS",
        "CHECK",
        "USE",
        "SET",
        "DELETE",
        "UPDATE",
        "KILL",
        "UNDROP",
        "DETACH",
        "ATTACH",
        "SYSTEM",
        "REPLACE",
    ]
)
WITH_RESULT: Final = frozenset(
    ["SELECT", "WITH", "FROM", "VALUES", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS", "CHECK", "KILL"]
)


@dataclass(frozen=True)
class Verdict:
    """What the guard learnt on the way: whether rows come back, in which format, and whether a session would change."""

    first: str
    has_result: bool
    format: str | None
    changes_session: bool


def check(statement: list[Token]) -> Verdict:
    """Let a statement pass or raise `ClickHouseError` (62 when it is not one statement, 497 when it is not allowed)."""
    statement = _one_statement(statement)
    if not statement:
        raise syntax_error("Empty query")
    first = next((token for token in statement if not token.is_sign("(")), statement[0])
    verb = first.text.upper()
    if not first.is_word(*FIRST_WORDS):
        raise syntax_error(f"Failed at position {first.start + 1} ({first.text[:40]}): not a statement of this store")
    for before, token, after in zip([None, *statement], statement, [*statement[1:], None], strict=False):
        _refuse(before, token, after)
    temporary = any(token.is_word("TEMPORARY", "TEMP") for token in statement[1:4])
    return Verdict(verb, verb in WITH_RESULT, _format(statement), verb in ("USE", "SET") or temporary)


def check_setting(name: str) -> None:
    """Refuse a setting (in the URL) that reaches files; whether it exists at all the engine says (code 115)."""
    if name.lower() in FORBIDDEN_SETTINGS:
        raise access_denied(f"Setting {name} cannot be changed in this store")


def _one_statement(statement: list[Token]) -> list[Token]:
    while statement and statement[-1].is_sign(";"):
        statement = statement[:-1]
    if any(token.is_sign(";") for token in statement):
        raise syntax_error("Multi-statements are not allowed")
    return statement


def _refuse(before: Token | None, token: Token, after: Token | None) -> None:
    if not token.names:
        return
    if after is not None and after.is_sign("(") and _is_forbidden_call(token):
        raise access_denied(f"Function {token.text} is not available in this store: it reaches outside the database")
    if token.text.lower() in FORBIDDEN_SETTINGS and after is not None and after.is_sign("="):
        raise access_denied(f"Setting {token.text} cannot be changed in this store")
    if token.text.lower() == "file" and before is not None and before.is_word("APPLY"):
        raise access_denied("Function file is not available in this store")
    if after is not None and token.is_word(*FORBIDDEN_PAIRS) and after.is_word(*FORBIDDEN_PAIRS[token.text.upper()]):
        raise access_denied(f"{token.text.upper()} {after.text.upper()} is not available in this store")


def _is_forbidden_call(token: Token) -> bool:
    name = token.text.lower()
    return name in FORBIDDEN_CALLS or name in AI_CALLS or name.startswith(FORBIDDEN_PREFIXES)


def _format(statement: list[Token]) -> str | None:
    for index in range(len(statement) - 2, 0, -1):
        if statement[index].is_word("FORMAT") and statement[index + 1].names:
            follows = statement[index + 2] if index + 2 < len(statement) else None
            if follows is None or follows.is_word("SETTINGS"):
                return statement[index + 1].text
    return None
