"""The registry as of any moment, and what became different between two (ADR 0025).

Reads only. An item's content is told from the nearer end of its history, present or beginning; a graph from the times
of its edges and from what each item was after its last change. Who may see an item now may see its past; where an item
is out of the caller's scope now, no past moment tells of it either.
"""
