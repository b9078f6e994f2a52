from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RegistersConfig(AppConfig):
    name = "registers"
    verbose_name = "台账"

    def ready(self) -> None:
        from casework import inbox
        from casework.desk import register_fact
        from registers import desk, trail

        register_fact(desk.reports)
        register_fact(desk.quality)
        register_fact(desk.warned_again)
        register_fact(desk.freshness)
        inbox.register(desk.LATE_SOURCES)
        # Watched tables belong to many rooms: their triggers follow whenever one of them has migrated.
        post_migrate.connect(trail.install, sender=self, dispatch_uid="registers.trail")
