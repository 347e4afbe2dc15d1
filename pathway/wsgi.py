import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pathway.settings")

application = get_wsgi_application()

from pathway.demo.guard import refuse_demo_people  # noqa: E402  models are ready from here on

refuse_demo_people()
