"""Requests as a web server makes them: WSGI in, bytes out, no test client in between."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client

from assessments.models import Person


@dataclass(frozen=True)
class Door:
    """The product's WSGI application with headers that say who asks."""

    application: Any
    headers: dict[str, str]

    def get(self, url: str) -> bytes:
        """Return the whole answer to a GET, which must succeed."""
        path, _, query = url.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **self.headers,
        }
        said: list[str] = []
        answer = self.application(environ, lambda status, _headers: said.append(status))
        content = b"".join(answer)
        answer.close()
        assert said == ["200 OK"], said
        return content


def signed_in(person: Person) -> Door:
    """Return the door as a browser with a session sees it."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Door(get_wsgi_application(), {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={cookie}"})


def with_token(secret: str) -> Door:
    """Return the door as a program with a token sees it."""
    return Door(get_wsgi_application(), {"HTTP_AUTHORIZATION": f"Bearer {secret}"})
