from django.urls import path

from casework import views
from casework.export_pages import export_paths
from casework.exports import EXPORTS
from casework.whole_export_pages import urlpatterns as whole_export_paths

app_name = "casework"
urlpatterns = [path("", views.desk, name="desk"), *export_paths(EXPORTS), *whole_export_paths]
