"""Query text to the parser's tree, with every failure turned into a `PromqlError`."""

from __future__ import annotations

import promql_parser

from tongyun.telemetry.promql.errors import PromqlUnsupported, bad_data
from tongyun.telemetry.promql.lexing import complexity, names_negative_instant, quoted, without_raw_strings
from tongyun.telemetry.promql.limits import Limits

MAX_COMPLEXITY = 600
"""Brackets and operators in a query. The parser is recursive native code: 10,000 nested brackets kill the process."""


def parse(query: str, limits: Limits) -> promql_parser.Expr:
    """The tree of a query; `bad_data` when the text is not PromQL or too large to be parsed safely."""
    if len(query) > limits.max_query_length:
        raise bad_data(f"query is longer than {limits.max_query_length} characters")
    if "\0" in query:
        raise bad_data("invalid parameter 'query': NUL character")
    if complexity(query) > MAX_COMPLEXITY:
        raise bad_data(f"query has more than {MAX_COMPLEXITY} operators and brackets")
    if names_negative_instant(query):
        raise PromqlUnsupported("an instant before 1970 after @")
    try:
        return promql_parser.parse(without_raw_strings(query))
    except ValueError as error:
        raise bad_data(f"invalid parameter 'query': parse error: {error}") from error
    except BaseException as error:  # a panic of the native parser derives from BaseException only
        raise _panic(error) from error


def check_regex(pattern: str) -> None:
    """Refuse a pattern that is not a regular expression; the parser checks matchers, this checks `label_replace`."""
    try:
        promql_parser.parse(f"x{{x=~{quoted(pattern)}}}")
    except ValueError as error:
        raise bad_data(f"invalid regular expression in label_replace(): {pattern}") from error
    except BaseException as error:  # as above
        raise _panic(error) from error


def _panic(error: BaseException) -> BaseException:
    if type(error).__name__ == "PanicException":
        return bad_data("invalid parameter 'query': the parser could not read it")
    return error
