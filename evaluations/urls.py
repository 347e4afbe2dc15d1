from django.urls import path

from evaluations import views

app_name = "evaluations"
urlpatterns = [
    path("<int:pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/results/", views.results, name="results"),
    path("<int:pk>/results.csv", views.results_file, name="results_file"),
    path("<int:pk>/count-in/", views.count_in, name="count_in"),
]
