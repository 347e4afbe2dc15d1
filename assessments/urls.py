from django.urls import path

from assessments.views import attempts

app_name = "assessments"
urlpatterns = [
    path("attempts/<uuid:public_id>/review/", attempts.review, name="review"),
]
