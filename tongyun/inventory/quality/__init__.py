"""Data quality (数据质量): rules of packs, which items break them, and the score that follows (ADR 0032)."""
