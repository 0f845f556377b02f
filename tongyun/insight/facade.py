"""Insight's door: everything a neighbour may call."""

from .queries import assessment_of, threats

__all__ = ["assessment_of", "threats"]
