"""Why somebody could not sign in through a provider."""


class Refused(Exception):  # noqa: N818 - reads as what it says
    """A sign-in that came to nothing. `code` is what the sign-in page has words for; `reason` is for the audit trail
    and for whoever tests the connection, and may name what the other side said.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


#: The provider cannot be reached, or answers nonsense.
UNAVAILABLE = "provider_unavailable"
#: The provider says no, or its answer cannot be believed.
REFUSED = "provider_refused"
#: The person gave up at the provider.
CANCELLED = "cancelled"
#: Too late, another browser, or a second time.
EXPIRED = "attempt_expired"
#: User name or password is wrong.
WRONG = "wrong_credentials"
#: Nobody here belongs to this person, and none may be made.
UNKNOWN = "unknown_person"
#: Somebody here might be this person, but that is not sure enough.
AMBIGUOUS = "ambiguous_person"
#: The account is switched off, here or there.
DISABLED = "user_disabled"
#: No unit for a new account.
NO_ORGANISATION = "no_organisation"
