"""What is known of a run -> the metadata of its model card, by which the Hub finds and files the model."""

from typing import Any

from huggingface_hub import EvalResult, ModelCardData

from pipeline.hub.facts import Facts, accuracy_of, other_model, results_of


def write_metadata(facts: Facts) -> ModelCardData:
    base, method = facts.base, facts.run.config.method
    return ModelCardData(
        language=base.language,
        license=base.license,
        library_name="peft" if facts.adapter else "transformers",
        pipeline_tag=_task(facts),
        base_model=base.hub_id,
        base_model_relation=None if base.hub_id is None else "adapter" if facts.adapter else "finetune",
        datasets=[facts.dataset.repo] if facts.dataset else None,
        tags=["trl", method, "preference-learning", "title-tuner", *(["lora"] if facts.adapter else [])],
        model_name=facts.repo.split("/")[-1],
        eval_results=_evaluations(facts) or None,
    )


def _task(facts: Facts) -> str:
    return "text-classification" if facts.run.config.method == "reward_model" else "text-generation"


def _evaluations(facts: Facts) -> list[EvalResult]:
    """For the Hub's model-index: reward accuracy on held-out pairs, and every win rate that has verdicts."""
    given: dict[str, Any] = {
        "task_type": _task(facts),
        "dataset_type": facts.dataset.repo if facts.dataset else "title-preferences",
        "dataset_revision": facts.dataset.commit if facts.dataset else None,
        "dataset_split": "test",
    }
    found = []
    if accuracy := accuracy_of(facts):
        found.append(
            EvalResult(
                dataset_name="Held-out preference pairs",
                metric_type="accuracy",
                metric_name="Reward accuracy",
                metric_value=round(accuracy.share, 4),
                metric_args={
                    "pairs": accuracy.pairs,
                    "independent_pairs": round(accuracy.counted, 1),
                    "interval_95": [round(end, 4) for end in accuracy.interval],
                },
                **given,
            )
        )
    given = {**given, "dataset_split": None, "dataset_revision": None, "dataset_type": "held-out-ideas"}
    for judged in facts.judged:
        for judge, result in results_of(judged):
            test = result.summary
            found.append(
                EvalResult(
                    dataset_name=f"Ideas not trained on, against {other_model(judged, facts)}",
                    metric_type="win_rate",
                    metric_name=f"Win rate, blind comparison by {judge}",
                    metric_value=round(test.win_rate or 0.0, 4),
                    metric_args={
                        **{"n": test.n, "wins": test.wins, "ties": test.ties, "losses": test.losses},
                        "interval_95": [round(end, 4) for end in result.interval or ()] or None,
                        **{"design": result.design, "finding": result.finding},
                    },
                    **given,
                )
            )
    return found
