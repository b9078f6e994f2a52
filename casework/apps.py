from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "办事"

    def ready(self) -> None:
        from casework.inbox import register
        from casework.parameter_todos import PARAMETERS
        from casework.whole_export_pages import WHOLE_EXPORTS

        register(PARAMETERS)
        register(WHOLE_EXPORTS)
