from django.urls import path

from registers import views

app_name = "registers"
urlpatterns = [
    path("", views.batch_list, name="batches"),
    path("upload/", views.upload, name="upload"),
    path("templates/<slug:sheet>/", views.template, name="template"),
    path("<int:pk>/", views.batch_detail, name="batch"),
    path("<int:pk>/rejects/", views.rejects, name="rejects"),
    path("<int:pk>/retry/", views.retry, name="retry"),
]
