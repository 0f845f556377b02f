"""Which chain a fact belongs to. Writers of one chain take turns, so there are several, each one head.

`security` who may do what; `access` who took data out or looked behind a mask; `operations` what people did;
`system` what the platform did by itself. A room with much to tell of its own names a stream (`inventory` does).
"""

from ...contracts import Actor

SECURITY, ACCESS, OPERATIONS, SYSTEM = "security", "access", "operations", "system"

#: The part of an action before its first dot, for the two streams that are about the subject and not the actor.
_SUBJECTS = {
    **dict.fromkeys(
        (
            *(
                "session",
                "user",
                "role",
                "grant",
                "token",
                "group",
                "membership",
                "post",
                "appointment",
                "substitution",
            ),
            *("password", "factor", "identity", "provider", "policy", "key", "ip_rule", "permission", "scim", "signin"),
        ),
        SECURITY,
    ),
    **dict.fromkeys(("data", "list", "personal", "audit", "export", "reveal"), ACCESS),
}


def declare_stream(stream: str, *subjects: str) -> None:
    """Let actions that begin with `<subject>.` go into a stream."""
    _SUBJECTS.update(dict.fromkeys(subjects, stream))


def stream_of(action: str, actor: Actor) -> str:
    """The stream of an action when its writer names none."""
    known = _SUBJECTS.get(action.partition(".")[0])
    return known or (OPERATIONS if actor.kind == "user" else SYSTEM)
