from django.urls import path

from assessments.views import attempts, pictures

app_name = "assessments"
urlpatterns = [
    path("attempts/<uuid:public_id>/", attempts.attempt, name="attempt"),
    path("attempts/<uuid:public_id>/<int:number>/", attempts.question, name="question"),
    path("attempts/<uuid:public_id>/answers/", attempts.answers, name="answers"),
    path("attempts/<uuid:public_id>/hand-in/", attempts.hand_in, name="hand_in"),
    path("attempts/<uuid:public_id>/review/", attempts.review, name="review"),
    path("questions/<int:pk>/picture/", pictures.picture, name="picture"),
]
