"""Requests of nonsense: half of what a browser sends, the rest at random."""

from random import Random

from tests.soak.visitors import Address

PATHS = (
    *("/", "/fragmenten/", "/fragmenten/suggesties/", "/fragmenten/kies/thema/", "/interviews/"),
    *("/themas/", "/personen/", "/organisaties/", "/achtergrond/", "/over/", "/sitemap.xml"),
    *("/healthz", "/robots.txt", "/admin/", "/admin/login/", "/admin/catalogue/theme/add/"),
    *("/beeld/thema-x/beeld-320.webp", "/opname/aaaaaaaaaa/x.mp4", "/insluiten/aaaaaaaaaa/"),
    *("/static/admin/css/base.css", "/.well-known/security.txt", "/favicon.ico", "/onbekend"),
)
NAMES = ("q", "thema", "duur", "persoon", "jaar", "sorteer", "pagina", "t", "next", "_popup", "id")
PIECES = (
    *("%00", "%FF%FE", "%E2%82%AC", "9" * 40, "-1", "%27%22", "%3Cscript%3E", "..%2F", "a" * 3000),
    *("kabinet", "%22kabinet", "-", "1e999", "NaN", "%F0%9F%98%80", "[]", "a%20" * 900, ""),
)
HEADERS = (
    *("Range: bytes=5-2", "Range: bytes=0-0,9-9", "Range: bytes=99999999999999999999-"),
    *("If-None-Match: *", 'If-Match: "x"', "If-Modified-Since: nooit", "Accept-Language: \xff"),
    *("Cookie: sessionid=x; csrftoken=" + "a" * 32, "Cookie: sessionid=%00", "Cookie: =;;=,"),
    *("X-Forwarded-For: \xe9", "X-Forwarded-Proto: https", "Host: elders.example", "Host: a b"),
    *("HX-Request: true", "HX-Current-URL: %zz", "Expect: 100-continue", "Accept: " + "a," * 2000),
    *("Referer: http://[", "Origin: null", "X-CSRFToken: " + "b" * 64),
)
KINDS = (
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"),
    *("multipart/form-data", "multipart/form-data; boundary=" + "y" * 300, "application/json"),
    *("application/x-www-form-urlencoded; charset=onzin", "multipart/form-data; boundary=\xff"),
)
METHODS = ("GET",) * 8 + ("POST",) * 5 + ("HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "ONZIN")


def nonsense(address: Address, random: Random) -> tuple[bytes, int | None]:
    """Send a request; what was sent, and the status of the answer, if there was one."""
    sent = made(random)
    with address.connect() as line:
        try:
            line.sendall(sent)
            answer = line.recv(64)
        except OSError:
            return sent, None
    status = answer.split(b" ")[1:2]
    return sent, int(status[0]) if status and status[0].isdigit() else None


def made(random: Random) -> bytes:
    path = random.choice(PATHS)
    if random.random() < 0.3:
        place = random.randrange(len(path) + 1)
        path = path[:place] + random.choice(PIECES[:-2]).replace(" ", "") + path[place:]
    asked = "&".join(
        f"{random.choice(NAMES)}={random.choice(PIECES)}" for _ in range(random.randrange(4))
    )
    method = random.choice(METHODS)
    lines = random.sample(HEADERS, random.randrange(4))
    if not any(line.startswith("Host") for line in lines):
        lines.append("Host: 127.0.0.1")
    body = b""
    if method in ("POST", "PUT", "DELETE"):
        body = content(random)
        lines += [f"Content-Type: {random.choice(KINDS)}"]
        chunked = random.random() < 0.1
        lines += ["Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}"]
        if chunked:
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    lines.append("Connection: close")
    head = "\r\n".join([f"{method} {path}?{asked} HTTP/1.1", *lines, "", ""])
    return head.encode("latin-1") + body


def content(random: Random) -> bytes:
    """A body: a form, one that is cut off, bytes, or too much."""
    part = b'--x\r\nContent-Disposition: form-data; name="a"; filename="b.png"\r\n\r\n'
    return random.choice(
        [
            b"",
            b"username=a&password=b&csrfmiddlewaretoken=" + b"a" * 64,
            b"a=%00&" * 200,
            b"=&" * 3000,
            part + random.randbytes(300) + b"\r\n--x--\r\n",
            part + random.randbytes(9000),
            b"--x\r\nContent-Disposition: form-data; name=\xff\r\n\r\n--x--",
            random.randbytes(500),
            b"a" * 60_000,
            part + b"a" * 400_000,
        ]
    )
