from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "办事"

    def ready(self) -> None:
        from casework.inbox import register
        from casework.parameter_todos import PARAMETERS

        register(PARAMETERS)
