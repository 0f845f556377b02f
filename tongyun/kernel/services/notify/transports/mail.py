"""Mail by SMTP: TLS from the start, STARTTLS, or in the clear where the site wants it so."""

import smtplib
import socket
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from ...posting import NotTakenError
from .message import Outgoing, RefusedError
from .reach import TIMEOUT_S, address_of


class _Reaching(smtplib.SMTP):
    """Connects to the address that was checked, and verifies the certificate of the name that was given."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return socket.create_connection((address_of(host, port), port), timeout)


class _ReachingTls(smtplib.SMTP_SSL, _Reaching):
    """The same, encrypted from the first byte."""


class Mail:
    """One connection for several messages."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._hang_up()

    def send(self, message: Outgoing) -> None:
        """Hand one mail to the server. Its Message-ID is the key, so a repetition can be told from a second mail."""
        mail = self._composed(message)
        try:
            if self._smtp is None:
                self._smtp = self._connected()
            self._smtp.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            self._reset()
            if all(500 <= code < 600 for code in codes):
                raise RefusedError(f"服务器拒收该收件地址（{_shown(codes)}）") from None
            raise NotTakenError(f"服务器暂不接收（{_shown(codes)}）") from None
        except smtplib.SMTPAuthenticationError as error:
            self._hang_up()
            raise NotTakenError(f"用户名或密码被拒绝（{error.smtp_code}）") from None
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            raise NotTakenError(f"服务器返回 {error.smtp_code}") from None
        except ssl.SSLError as error:
            self._hang_up()
            raise NotTakenError(f"加密连接失败（{error.reason or type(error).__name__}）") from None
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise NotTakenError(f"与服务器的连接失败（{type(error).__name__}）") from None

    def _connected(self) -> smtplib.SMTP:
        own = self._settings
        context = ssl.create_default_context(cadata=own.get("authority") or None)
        host, port = own["host"], own["port"]
        if own["security"] == "tls":
            smtp: smtplib.SMTP = _ReachingTls(host, port, timeout=TIMEOUT_S, context=context)
        else:
            smtp = _Reaching(host, port, timeout=TIMEOUT_S)
            if own["security"] == "starttls":
                smtp.starttls(context=context)
        if own.get("username"):
            smtp.login(own["username"], own.get("password", ""))
        return smtp

    def _composed(self, message: Outgoing) -> EmailMessage:
        mail = EmailMessage()
        name, _, domain = self._settings["sender"].rpartition("@")
        to_name, _, to_domain = message.address.rpartition("@")
        if not message.address.isascii() or not to_name or not to_domain:
            raise RefusedError("收件地址格式不正确")
        try:
            mail["From"] = Address(_line(self._settings.get("sender_name", "")), name, domain)
            mail["To"] = Address(_line(message.name), to_name, to_domain)
        except (ValueError, IndexError):
            raise RefusedError("收件地址格式不正确") from None
        mail["Subject"] = _line(message.title)
        mail["Message-ID"] = f"<{message.key}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        if message.level == "critical":
            mail["Importance"] = "high"
        mail.set_content(message.body, cte="base64")
        return mail

    def _reset(self) -> None:
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._hang_up()

    def _hang_up(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()


def open_transport(kind: str, settings: dict[str, Any]) -> Mail:
    """Mail through the server of these settings."""
    return Mail(settings)


def _line(text: str) -> str:
    return " ".join(text.split())[:200]


def _shown(codes: set[int]) -> str:
    return "、".join(map(str, sorted(codes)))
