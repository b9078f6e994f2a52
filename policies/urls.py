from django.urls import path

from policies.views import catalogue, parameters

app_name = "policies"
urlpatterns = [
    path("", parameters.parameters, name="parameters"),
    path("propose/", parameters.propose, name="propose"),
    path("rows/<int:pk>/confirm/", parameters.confirm, name="confirm"),
    path("rows/<int:pk>/withdraw/", parameters.withdraw, name="withdraw"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("booklet/", catalogue.booklet, name="booklet"),
    path("catalogue/<slug:code>/", catalogue.policy, name="policy"),
    path("<slug:code>/", parameters.parameter, name="parameter"),
]
