"""Tell another system something over HTTP, so that the message arrives or the caller's task is tried again."""

import httpx

TIMEOUT_S = 10.0


class NotTakenError(RuntimeError):
    """The receiver did not take a message. Never names the address: its query often is the receiver's password."""


def post_json(url: str, body: str, key: str, headers: dict[str, str] | None = None) -> None:
    """POST a JSON text. `key` goes along as Idempotency-Key, so that the receiver can drop a repetition.

    Raises:
        NotTakenError: nobody answered within ten seconds, or with anything but 2xx.
    """
    own = {"Content-Type": "application/json", "Idempotency-Key": key}
    try:
        response = httpx.post(url, content=body.encode(), headers={**own, **(headers or {})}, timeout=TIMEOUT_S)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotTakenError(f"接收方没有应答（{type(error).__name__}）") from None
    if not response.is_success:
        raise NotTakenError(f"接收方返回 {response.status_code}")
