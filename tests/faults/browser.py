"""A person at a browser, without one: pages by GET, forms by POST, and every answer kept."""

import contextlib
import secrets
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar

from django.urls import reverse

from assessments.models import Assessment
from tests import make

EDIT_SECONDS, PAGE_SECONDS = 10.0, 60.0  # a busy machine; what hangs, hangs for longer


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    raw: bytes
    url: str = ""

    @property
    def text(self) -> str:
        return self.raw.decode(errors="replace")


class Browser:
    """Somebody signed in to one organisation."""

    def __init__(self, address: str, slug: str) -> None:
        self.address, self.slug = address, slug
        self.cookies = CookieJar()
        jar = urllib.request.HTTPCookieProcessor(self.cookies)
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)

    def sign_in(self, email: str) -> "Browser":
        self.get("/login/")
        answer = self.post("/login/", {"login": email, "password": make.PASSWORD})
        assert f"/o/{self.slug}/" in answer.url, answer
        return self

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        request = urllib.request.Request(self.address + path, headers=dict(headers or {}))
        return self._ask(request, PAGE_SECONDS)

    def post(self, path: str, form: Mapping[str, object], *, fragment: bool = False) -> Answer:
        body = urllib.parse.urlencode(form, doseq=True).encode()
        return self._send(path, body, "application/x-www-form-urlencoded", fragment=fragment)

    def rate(self, draft: Assessment, risk: int, ranks: tuple[int, ...], reason: str) -> Answer:
        names = ("likelihood", "consequence_c", "consequence_i", "consequence_a")
        form = {**dict(zip(names, ranks, strict=True)), "reason": reason}
        return self.post(self._at("risk-rate", draft.number, risk), form, fragment=True)

    def register(self, draft: Assessment) -> str:
        return self.get(self._at("register", draft.number)).text

    def upload(self, name: str, content: bytes, number: int | None = None) -> int:
        """Hand a file in and return the number of the upload."""
        mark = secrets.token_hex(8)
        part = f'--{mark}\r\nContent-Disposition: form-data; name="'
        head = f'{part}assessment"\r\n\r\n{number or ""}\r\n{part}file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        path = reverse("import-new", args=[self.slug])
        answer = self._send(path, body, f"multipart/form-data; boundary={mark}")
        assert answer.status == 200, answer
        return int(answer.url.rstrip("/").rpartition("/")[2])

    @contextlib.contextmanager
    def half_an_upload(self, content: bytes) -> Iterator[None]:
        """Begin to hand a file in and stay in the middle of it."""
        address = urllib.parse.urlsplit(self.address)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)
        part = '--mark\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'
        head = (
            f"POST {reverse('import-new', args=[self.slug])} HTTP/1.1\r\nHost: {address.netloc}\r\n"
            f"Cookie: {cookies}\r\nX-CSRFToken: {self._token()}\r\n"
            "Content-Type: multipart/form-data; boundary=mark\r\n"
            f"Content-Length: {2 * len(content)}\r\n\r\n"
        )
        with socket.create_connection((address.hostname, address.port)) as line:
            line.sendall(head.encode() + part.encode() + content)
            yield

    def apply(self, upload: int) -> Answer:
        return self.post(reverse("upload-apply", args=[self.slug, upload]), {})

    def cancel(self, upload: int) -> Answer:
        return self.post(reverse("upload-cancel", args=[self.slug, upload]), {})

    def _token(self) -> str:
        return next((str(each.value) for each in self.cookies if each.name == "csrf"), "")

    def _at(self, route: str, *args: object) -> str:
        return reverse(route, args=[self.slug, *args])

    def _send(self, path: str, body: bytes, kind: str, *, fragment: bool = False) -> Answer:
        headers = {"Content-Type": kind, "X-CSRFToken": self._token()}
        if fragment:
            headers["HX-Request"] = "true"
        within = EDIT_SECONDS if fragment else PAGE_SECONDS
        return self._ask(urllib.request.Request(self.address + path, body, headers), within)

    def _ask(self, request: urllib.request.Request, within: float) -> Answer:
        try:
            with self.opener.open(request, timeout=within) as answer:
                return Answer(answer.status, answer.read(), answer.url)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read(), error.url)
