from django.urls import path

from pathway.demo import views

app_name = "demo"
urlpatterns = [
    path("mail/", views.mail, name="mail"),
    path("mail/<int:pk>/", views.mail_detail, name="mail_detail"),
    path("mail/<int:pk>/html/", views.mail_html, name="mail_html"),
    path("mail/<int:pk>/files/<int:index>/", views.mail_file, name="mail_file"),
]
