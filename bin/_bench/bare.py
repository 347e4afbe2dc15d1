"""The least that Django can do: one view without middleware, as many bytes as BYTES says. For comparison."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

PAGE = b"x" * int(os.environ["BYTES"])

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, MIDDLEWARE=[], LOGGING_CONFIG=None, SECRET_KEY="bare"
)
urlpatterns = [path("", lambda request: HttpResponse(PAGE))]
application = get_wsgi_application()
