"""The review queue: `filing` asks a person what a machine may not decide, `comparing` shows what a decision would do,
`deciding` carries it out and remembers it (ADR 0029)."""
