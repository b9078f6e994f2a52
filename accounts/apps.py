from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "组织与人员"

    def ready(self) -> None:
        import accounts.lookups  # noqa: F401
        from accounts.logs import configure
        from accounts.signing import connect

        configure()
        connect()
