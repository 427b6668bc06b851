"""How much is found, and how much of what is found is personal: over generated texts, many of each kind."""

from collections import Counter

from advisor.guardrails.redaction.redactor import Redactor
from tests.guardrails.redaction.samples import MAKERS, Sample, plain, samples

COUNT = 3000
LEAST_RECALL, LEAST_PRECISION = 0.995, 0.98


def is_covered(redactor: Redactor, sample: Sample) -> bool:
    places = {at for found in redactor.findings(sample.text) for at in range(found.start, found.end)}
    return all(at in places for at in range(sample.start, sample.end))


def test_what_is_personal_is_found(redactor: Redactor) -> None:
    made = list(samples(COUNT, seed=5))
    missed = [sample for sample in made if not is_covered(redactor, sample)]
    recall = 1 - len(missed) / len(made)
    print(f"recall {recall:.4f} over {len(made)}; missed {[(s.kind, s.text) for s in missed]}")
    assert Counter(sample.kind for sample in made).keys() == {kind for kind, *_ in MAKERS}
    assert recall >= LEAST_RECALL


def test_what_is_found_is_personal(redactor: Redactor) -> None:
    right, wrong = 0, []
    for sample in samples(COUNT, seed=6):
        for found in redactor.findings(sample.text):
            if found.start < sample.end and found.end > sample.start:
                right += 1
            else:
                wrong.append(sample.text[found.start : found.end])
    for text in plain(COUNT, seed=7):
        wrong += [f"{text} → {text[found.start : found.end]}" for found in redactor.findings(text)]
    precision = right / (right + len(wrong))
    print(f"precision {precision:.4f} over {right + len(wrong)} findings; wrong {sorted(set(wrong))}")
    assert right > COUNT / 2
    assert precision >= LEAST_PRECISION


def test_a_finding_takes_little_more_than_the_value(redactor: Redactor) -> None:
    made = [sample for sample in samples(COUNT, seed=8) if is_covered(redactor, sample)]
    taken = sum(found.end - found.start for sample in made for found in redactor.findings(sample.text))
    print(f"taken for each character of a value: {taken / sum(len(s.value) for s in made):.3f}")
    assert taken <= 1.1 * sum(len(sample.value) for sample in made)
