from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = "家庭"

    def ready(self) -> None:
        from casework import inbox
        from households import unmasking
        from households.pair_list import MERGES, PAIRS
        from households.question_list import QUESTIONS

        unmasking.register()
        inbox.register(PAIRS)
        inbox.register(MERGES)
        inbox.register(QUESTIONS)
