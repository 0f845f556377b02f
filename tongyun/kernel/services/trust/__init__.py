"""Trusted verification (可信验证, GB/T 22239-2019 8.1.4.6): is the program that runs the one that was accepted?

Whoever installs or upgrades seals the release: every file of the program and of its libraries is measured, and the list
is signed. It is compared when the platform starts, every night, and on request; what differs is told and audited.
"""

from .checking import Result, check, last_result
from .manifest import Deviation, Sealed, seal, sealed

__all__ = ["Deviation", "Result", "Sealed", "check", "last_result", "seal", "sealed"]
