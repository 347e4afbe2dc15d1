"""The origin that packages are played on serves packages and nothing else."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponseNotFound

SERVED = ("/packages/", settings.STATIC_URL)


class PackageOriginMiddleware:
    """A page of the portal that answered there too could be read, and filled in, by any package."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        host = urlsplit(settings.PACKAGE_ORIGIN).netloc
        if host and request.get_host() == host and not request.path.startswith(SERVED):
            return HttpResponseNotFound()
        return self.get_response(request)
