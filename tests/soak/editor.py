"""An editor at a running server: logs in, fills in forms and sends them with files, over HTTP."""

import http.client
from dataclasses import dataclass, field
from secrets import token_hex

from lxml import html

from tests.soak.visitors import HOST, TIMEOUT_S, Address, Answer

LOGIN = "/admin/login/?next=/admin/"
THEME = "/admin/catalogue/theme/add/"
PASSWORD = "geheim-en-lang"


@dataclass
class Editor:
    address: Address
    name: str
    cookies: dict[str, str] = field(default_factory=dict)

    def log_in(self) -> Answer:
        return self.send(LOGIN, "//form[@id='login-form']", username=self.name, password=PASSWORD)

    def add_theme(self, name: str, image: bytes | None = None) -> Answer:
        files = {"image": ("beeld.png", image)} if image else {}
        form = "//div[@id='content']//form[@method='post']"
        return self.send(THEME, form, files, name=name, image_alt="Een tafel" if image else "")

    def send(self, path: str, form: str, files: dict | None = None, **values: str) -> Answer:
        """Open a page, fill in its form and send it. A refusal of the page is the answer."""
        page = self.ask("GET", path)
        if page.status != 200:
            return page
        fields = html.document_fromstring(page.content.decode()).xpath(form)[0].form_values()
        filled = {name: value.removeprefix("\n") for name, value in fields} | values
        return self.ask("POST", path, *multipart(filled, files or {}))

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        connection = http.client.HTTPConnection(HOST, self.address.port, timeout=TIMEOUT_S)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies} | ({"Content-Type": kind} if kind else {})
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or ():
                name, _sign, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()


def multipart(values: dict[str, str], files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    """The body of a form, and its type."""
    boundary = token_hex(16)
    parts = [(f'name="{name}"', value.encode()) for name, value in values.items()]
    parts += [(f'name="{name}"; filename="{file}"', data) for name, (file, data) in files.items()]
    body = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
        for head, data in parts
    )
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
