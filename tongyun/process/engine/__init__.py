"""The process engine: BPMN 2.0 in, tokens moved, open human tasks out. No Django in here.

Five guards stand around SpiffWorkflow: business data stays outside its tasks (``machine``), expressions are
our own small language (``expression``), the BPMN subset is published and everything else is refused
(``subset``), the saved state is version-stamped (``state``), and open human tasks are reported so that the
room keeps them as its own rows.
"""
