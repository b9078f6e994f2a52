from django.urls import path

from policies import views

app_name = "policies"
urlpatterns = [
    path("", views.parameters, name="parameters"),
    path("propose/", views.propose, name="propose"),
    path("rows/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("rows/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:code>/", views.parameter, name="parameter"),
]
