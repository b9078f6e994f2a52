from django.apps import AppConfig


class IdentificationConfig(AppConfig):
    name = "identification"
    verbose_name = "对象认定"

    def ready(self) -> None:
        from casework import chain, desk, diagrams, inbox, recount
        from households import open_cases
        from identification import unmasking
        from identification.chain import open_application_links
        from identification.desk import APPLICATIONS, finished_today
        from identification.inquiry_desk import HOME_VISITS, MEANS_CHECKS, missing_links
        from identification.meeting_desk import MEETINGS
        from identification.notice_desk import PHOTOS, TO_TAKE_DOWN, hanging_now, photo_missing
        from identification.open_cases import open_case_words
        from identification.recount import recount_case_deadlines
        from identification.workflow import APPLICATION

        diagrams.register_workflow("application", APPLICATION)
        inbox.register(APPLICATIONS)
        inbox.register(MEANS_CHECKS)
        inbox.register(HOME_VISITS)
        inbox.register(MEETINGS)
        inbox.register(PHOTOS)
        inbox.register(TO_TAKE_DOWN)
        desk.register_fact(finished_today)
        desk.register_fact(hanging_now)
        chain.register(open_application_links)
        chain.register(missing_links)
        chain.register(photo_missing)
        unmasking.register()
        open_cases.register(open_case_words)
        if recount_case_deadlines not in recount.RECOUNTS:
            recount.RECOUNTS.append(recount_case_deadlines)
