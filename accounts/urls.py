from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/demo/", views.demo_sign_in, name="demo_sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("keep-alive/", views.keep_alive, name="keep_alive"),
    path("position/", views.choose_position, name="choose_position"),
    path("password/", views.change_password, name="change_password"),
    path("people/", views.people, name="people"),
    path("people/<int:pk>/active/", views.set_active, name="set_active"),
    path("people/<int:pk>/unlock/", views.unlock, name="unlock"),
    path("people/<int:pk>/password/", views.issue_password, name="issue_password"),
    path("positions/", views.positions, name="positions"),
    path("positions/grant/", views.grant, name="grant"),
    path("positions/<int:pk>/", views.position, name="position"),
    path("reading-log/", views.reading_log, name="reading_log"),
    path("unmask/", views.unmask, name="unmask"),
]
