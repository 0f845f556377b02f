"""The timeline of one incident, in seconds since the kill."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Event:
    """One moment of the story; `key` names it for benchmarks."""

    key: str
    at: datetime
    text: str


@dataclass
class Timeline:
    """What happened, in order of time; the first event is the kill."""

    killed_at: datetime
    events: list[Event] = field(default_factory=list)
    results: list[str] = field(default_factory=list)

    def add(self, key: str, at: datetime | str, text: str) -> None:
        """Note one moment, as a datetime or as the API writes it."""
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        self.events.append(Event(key, moment, text))

    def seconds(self, key: str) -> float:
        """When this happened, in seconds after the kill; KeyError when it did not."""
        for event in self.events:
            if event.key == key:
                return (event.at - self.killed_at).total_seconds()
        raise KeyError(key)

    def lines(self) -> list[str]:
        """The timeline as a person reads it."""
        ordered = sorted(self.events, key=lambda event: event.at)
        told = [f"  +{(event.at - self.killed_at).total_seconds():7.2f} 秒  {event.text}" for event in ordered]
        return [*told, *(f"               {result}" for result in self.results)]
