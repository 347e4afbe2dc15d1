from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from impact.api import site
from pathway.views import dashboard, errors, health, public

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", public.home, name="home"),
    path("levels/<int:number>/", public.level, name="level"),
    path("hubs/", public.hub_list, name="hub_list"),
    path("hubs/<slug:code>/", public.hub, name="hub"),
    path("contact/", public.contact, name="contact"),
    path("more/", public.more, name="more"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("me/", dashboard.me, name="me"),
    path("health/", health.health, name="health"),
    path("metrics", health.metrics, name="metrics"),
    # A language is no secret and changes nothing else: without a token, public pages stay the same for all
    # and can be kept ready.
    path("language/", login_not_required(csrf_exempt(set_language)), name="set_language"),
    path("", include("accounts.urls")),
    path("", include("certificates.urls")),
    path("", include("assessments.urls")),
    path("evaluations/", include("evaluations.urls")),
    path("", include("levels.urls")),
    path("api/v1/", site.addresses()),
    path("", include("impact.urls")),
    path("", include("hubs.urls")),
    path("", include("registrations.urls")),
    path("cases/", include("cases.urls")),
    path("fellowships/", include("fellowships.urls")),
    path("accounts/", include("allauth.urls")),
    path("demo/", include("pathway.demo.urls")),
    path("admin/", admin.site.urls),
]

handler500 = errors.server_error
