from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "assistance"
    verbose_name = "救助帮扶"

    def ready(self) -> None:
        from assistance import unmasking
        from assistance.chain import push_links
        from assistance.desk import SOURCES, feedback_owed, reminded, silent_pushes
        from assistance.recount import recount_push_deadlines
        from assistance.workflow import REFERRAL
        from casework import chain, desk, diagrams, inbox, recount

        diagrams.register_workflow("referral", REFERRAL)
        for source in SOURCES:
            inbox.register(source)
        for fact in (feedback_owed, reminded, silent_pushes):
            desk.register_fact(fact)
        chain.register(push_links)
        unmasking.register()
        if recount_push_deadlines not in recount.RECOUNTS:
            recount.RECOUNTS.append(recount_push_deadlines)
        from assistance.conditions import CONDITIONS
        from households.choices import Risk
        from policies import condition_words

        condition_words.register_conditions(
            {
                code: condition_words.ConditionWords(one.title, one.scope.value, str(one.clause), one.parameters)
                for code, one in CONDITIONS.items()
            }
        )
        condition_words.register_risks({str(value): str(label) for value, label in Risk.choices})
