from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = "监测预警"

    def ready(self) -> None:
        from casework import desk, diagrams, inbox, recount
        from monitoring.desk import ALERTS, DATA_TASKS, closed_lately, last_screening
        from monitoring.lab.proposals import listen
        from monitoring.recount import recount_alert_deadlines
        from monitoring.workflow import ALERT
        from monitoring.wrong_data import wrong_lately

        diagrams.register_workflow("alert", ALERT)
        inbox.register(ALERTS)
        inbox.register(DATA_TASKS)
        desk.register_fact(last_screening)
        desk.register_fact(closed_lately)
        desk.register_fact(wrong_lately)
        listen()
        if recount_alert_deadlines not in recount.RECOUNTS:
            recount.RECOUNTS.append(recount_alert_deadlines)
