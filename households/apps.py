from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = "家庭"

    def ready(self) -> None:
        from households import unmasking

        unmasking.register()
