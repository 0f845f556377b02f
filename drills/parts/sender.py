"""Sends numbered samples the way an agent does: the same report again and again until the server says yes."""

import threading
import time

import httpx

METRIC = "drill_sample"
SAMPLES_A_REPORT = 5
PAUSE_S = 0.1
RETRY_S = 0.2


class Sender(threading.Thread):
    """A thread that sends until told to stop, then sees its last report through."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(name="sender", daemon=True)
        self.http = httpx.Client(
            base_url=f"{url}/api/v1/", headers={"Authorization": f"Bearer {token}"}, timeout=15, trust_env=False
        )
        self.acknowledged: list[int] = []
        self.resent = 0
        self.refusal = ""
        self._halt = threading.Event()

    def stop(self) -> None:
        """Begin no further report; join() waits for the last one."""
        self._halt.set()

    def run(self) -> None:
        """Number, send, remember what was acknowledged."""
        number, started = 0, time.time()
        while not self._halt.is_set() and not self.refusal:
            numbers = list(range(number, number + SAMPLES_A_REPORT))
            number += SAMPLES_A_REPORT
            now = int(time.time() * 1000)
            samples = [[METRIC, {"job": "kill9"}, now + place, float(each)] for place, each in enumerate(numbers)]
            agent = {"version": "0", "id": "drill-kill9", "interval_s": 1, "started_at": None}
            if self._deliver({"agent": agent, "seq": int(started) + number, "samples": samples}):
                self.acknowledged.extend(numbers)
            self._halt.wait(PAUSE_S)
        self.http.close()

    def _deliver(self, report: dict[str, object]) -> bool:
        """Send until acknowledged; a refusal of the content is a fault of the drill and ends it."""
        while True:
            try:
                answer = self.http.post("agent/report", json={**report, "sent_at": time.time()})
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.is_success:
                return True
            if answer is not None and answer.is_client_error:
                self.refusal = f"{answer.status_code} {answer.text}"
                return False
            self.resent += 1
            time.sleep(RETRY_S)
