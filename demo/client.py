"""The API as a person's browser calls it: JSON, the session cookie, the header against cross-site requests."""

import secrets
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

TIMEOUT_S = 20.0


class RefusedError(RuntimeError):
    """The platform answered with a problem document."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(
            f"{response.request.method} {response.request.url.path}: {response.status_code} {response.text}"
        )
        self.status = response.status_code


@dataclass(frozen=True)
class Credentials:
    """Of an administrator that the demo makes; the password is new each time."""

    username: str
    password: str


class Client:
    """A signed-in caller of one installation."""

    def __init__(self, url: str) -> None:
        self.url = url
        #: Tokens of the seats that set-up gave for others to take, by seat.
        self.seats: dict[str, str] = {}
        self.http = httpx.Client(
            base_url=f"{url}/api/v1/", headers={"X-Requested-With": "tongyun"}, timeout=TIMEOUT_S, trust_env=False
        )

    def get(self, path: str, **query: Any) -> Any:
        """GET; raises RefusedError for anything but success."""
        return self._read(self.http.get(path, params=query))

    def post(self, path: str, body: Any = None) -> Any:
        """POST JSON; raises RefusedError for anything but success."""
        return self._read(self.http.post(path, json={} if body is None else body))

    def patch(self, path: str, body: Any) -> Any:
        """PATCH JSON; raises RefusedError for anything but success."""
        return self._read(self.http.patch(path, json=body))

    def rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """The items of a list's first page."""
        found: list[dict[str, Any]] = self.get(path, **query)["items"]
        return found

    def set_up(self, token: str) -> Credentials:
        """Make the system administrator through the set-up link, and stay signed in."""
        credentials = Credentials("operator", f"Demo-{secrets.token_urlsafe(12)}-7")
        made = self.post(
            "setup",
            {
                "token": token,
                "username": credentials.username,
                "name": "值班员",
                "password": credentials.password,
                "organisation": "演示政务数据中心",
                # A program has no phone that shows codes.
                "second_factor": False,
            },
        )
        self.seats = {link["seat"]: link["href"].split("token=")[1].split("&")[0] for link in made["links"]}
        return credentials

    def take_seat(self, seat: str) -> "Client":
        """Make another of the three administrators with the link that set-up gave; a client signed in as that one."""
        credentials = Credentials(seat, f"Demo-{secrets.token_urlsafe(12)}-7")
        person = {"username": seat, "name": seat, "password": credentials.password}
        self.post("setup/seat", {"token": self.seats[seat], **person})
        other = Client(self.url)
        other.sign_in(credentials)
        return other

    def sign_in(self, credentials: Credentials) -> None:
        """Sign in."""
        self.post("session", {"username": credentials.username, "password": credentials.password})

    def well(self) -> bool:
        """Whether the installation answers and every part of it is well."""
        try:
            return bool(self.get("health")["status"] == "ok")
        except (httpx.HTTPError, RefusedError):
            return False

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @staticmethod
    def _read(response: httpx.Response) -> Any:
        if not response.is_success:
            raise RefusedError(response)
        return response.json() if response.content else None
