"""Under which address a request came in, and where a former one leads."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect, QueryDict
from django.http.request import split_domain_port
from django.utils.cache import patch_cache_control

from catalogue.models import FormerAddress, Fragment
from catalogue.values import timecode
from catalogue.views import errors
from catalogue.views.visibility import Gone, visible_or_gone


class ProxyMiddleware:
    """Takes the client's address and HTTPS from the proxies in front, as many as are trusted.

    Every proxy appends what it saw to X-Forwarded-For; a client can write anything before that, so
    only the last TRUSTED_PROXIES entries count. With none trusted the headers are not read.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        trusted = settings.TRUSTED_PROXIES
        addresses = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = request.META.pop("HTTP_X_FORWARDED_PROTO", "")
        if trusted:
            seen = [address.strip() for address in addresses.split(",") if address.strip()]
            if len(seen) >= trusted:
                request.META["REMOTE_ADDR"] = seen[-trusted]
            if scheme.split(",")[-1].strip() == "https":
                request.environ["wsgi.url_scheme"] = "https"
        return self.get_response(request)


class FormerAddressMiddleware:
    """Answers for addresses that once worked: 301 to where the record is now, 410 if it is gone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # On a former host an address of its own comes first: `/` meant another page there.
        response = self.former(request) if is_former_host(request) else None
        response = response or self.get_response(request)
        if response.status_code == 404:
            response = self.former(request) or response
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, Gone):
            return errors.gone(request, exception.kind, exception.themes)
        return None

    def former(self, request):
        """The answer for a former address, or None when it never was one."""
        if request.method not in ("GET", "HEAD"):
            return None
        paths = [path for path in paths_of(request) if "\0" not in path and len(path) <= 500]
        address = FormerAddress.objects.at(host_of(request), *paths)
        address = address or FormerAddress.objects.at("", *paths)
        if address is None:
            return None
        target = address.target
        if target is None:
            return errors.gone(request, address.kind)
        try:
            visible_or_gone(type(target).objects.all(), request.user, pk=target.pk)
        except Gone as gone:
            return errors.gone(request, address.kind, gone.themes)
        except Http404:
            return None
        rest = "" if "?" in address.path else request.META.get("QUERY_STRING", "")
        if address.time_ms is not None and "t" not in QueryDict(rest):
            time = urlencode({"t": timecode.seconds(address.time_ms)})
            rest = f"{rest}&{time}" if rest else time
        home = settings.SITE_URL if address.host else ""  # off the former host, in one step
        return HttpResponsePermanentRedirect(
            home + target.get_absolute_url() + (f"?{rest}" if rest else "")
        )


def host_of(request) -> str:
    """The host that was asked, in lower case, without its port."""
    return split_domain_port(request.get_host())[0]


def is_former_host(request) -> bool:
    """Whether another host was asked than the one that the site has now."""
    return bool(settings.SITE_URL) and host_of(request) != urlsplit(settings.SITE_URL).hostname


def paths_of(request) -> list[str]:
    """The paths under which a former address may be kept, the most exact first: with its query,
    without, and of a fragment the one that does not end in its title."""
    paths = [request.get_full_path(), request.path]
    match = request.resolver_match
    if match and match.view_name == "catalogue:fragment-detail":
        paths.append(Fragment.address_of(match.kwargs["pid"].lower()))
    return paths
