from django.urls import path

from assessments.views import attempts, contests, figures, hand_marking, pictures, rescoring

app_name = "assessments"
urlpatterns = [
    path("attempts/<uuid:public_id>/", attempts.attempt, name="attempt"),
    path("attempts/<uuid:public_id>/<int:number>/", attempts.question, name="question"),
    path("attempts/<uuid:public_id>/answers/", attempts.answers, name="answers"),
    path("attempts/<uuid:public_id>/hand-in/", attempts.hand_in, name="hand_in"),
    path("attempts/<uuid:public_id>/review/", attempts.review, name="review"),
    path("questions/<int:pk>/picture/", pictures.picture, name="picture"),
    # What happens to questions after they were answered.
    path("attempts/<uuid:public_id>/<int:order>/contest/", contests.contest, name="contest"),
    path("assessments/figures/", figures.overview, name="figures_overview"),
    path("assessments/figures/<slug:slug>/", figures.assessment, name="figures"),
    path("assessments/figures/<slug:slug>.csv", figures.assessment_file, name="figures_file"),
    path("assessments/figures/<slug:slug>/refresh/", figures.refresh, name="figures_refresh"),
    path("assessments/questions/<slug:code>/", figures.question, name="question_figures"),
    path("assessments/questions/<slug:code>/fine/", figures.find_fine, name="find_fine"),
    path("assessments/questions/<slug:code>/look-again/", figures.look_again, name="look_again"),
    path("assessments/contested/", contests.contested, name="contested"),
    path("assessments/contested/<int:pk>/", contests.version, name="contested_version"),
    path("assessments/contested/<int:pk>/rescore/", rescoring.rescore, name="rescore"),
    path("assessments/marking/", hand_marking.overview, name="marking"),
    path("assessments/marking/<slug:slug>/", hand_marking.mark, name="mark"),
]
