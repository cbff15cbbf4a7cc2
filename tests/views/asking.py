"""Asking for an address, pages and files alike: the whole answer, with nothing left open."""

from dataclasses import dataclass

from django.http import HttpResponse


@dataclass(frozen=True)
class Answer:
    path: str
    status_code: int
    headers: dict[str, str]
    cookies: dict
    content: bytes

    @property
    def text(self) -> str:
        """All that was answered, headers included, to search for what must not be there."""
        headers = "\n".join(f"{name}: {value}" for name, value in self.headers.items())
        return f"{headers}\n\n{self.content.decode(errors='replace')}"


def ask(client, address: str, *, method: str = "get", **headers) -> Answer:
    response: HttpResponse = getattr(client, method)(address, headers=headers)
    # The client closes what was read to the end; to close it here would close the database as well.
    content = b"".join(response) if response.streaming else response.content
    return Answer(
        path=response.request["PATH_INFO"],
        status_code=response.status_code,
        headers=dict(response.headers),
        cookies=dict(response.cookies),
        content=content,
    )
