from advisor.guardrails.redaction.exporting import for_export
from advisor.guardrails.redaction.redactor import Redactor
from advisor.models.privacy import Privacy, Treatment
from advisor.service import Advisor

TOLD = "李雷经理一周没看简历，电话13800138000"


def redactor(policy: Privacy, treatment: Treatment) -> Redactor:
    rules = {kind: rule.model_copy(update={"export": treatment}) for kind, rule in policy.kinds.items()}
    return Redactor(policy.model_copy(update={"kinds": rules}), frozenset({"李雷"}))


def test_a_plan_is_exported_as_written_where_the_policy_allows_it(policy: Privacy, advisor: Advisor) -> None:
    plan = advisor.plan(TOLD)
    assert for_export(plan, redactor(policy, "allow")) == plan


def test_a_plan_is_exported_without_names_where_the_policy_hides_them(policy: Privacy, advisor: Advisor) -> None:
    plan = advisor.plan(TOLD)
    named = plan.model_copy(update={"summary": f"{TOLD}。{plan.summary}"})
    exported = for_export(named, redactor(policy, "token"))
    assert exported.summary.startswith("〔人员1〕经理一周没看简历，电话〔手机1〕。")
    assert [step.due for step in exported.steps] == [step.due for step in plan.steps]
