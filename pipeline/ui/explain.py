"""Folded help beside what it explains: the names of explanations enter, a component leaves.

Formulas are MathML, which browsers draw by themselves; the browser picks the language, as for labels. Sources
are links that nothing follows until somebody clicks.
"""

from collections.abc import Sequence
from pathlib import Path

import gradio as gr

from pipeline.ui.text import words

HERE = Path(__file__).parent
RAFAILOV = ("Rafailov et al. 2023", "https://arxiv.org/abs/2305.18290")
OUYANG = ("Ouyang et al. 2022", "https://arxiv.org/abs/2203.02155")
SCHULMAN = ("Schulman et al. 2017", "https://arxiv.org/abs/1707.06347")


def _symbol(name: str, below: str = "") -> str:
    return f"<msub><mi>{name}</mi><mi>{below}</mi></msub>" if below else f"<mi>{name}</mi>"


def _of(title: str) -> str:
    """A title given its prompt, in brackets."""
    return f"<mo>(</mo>{title}<mo>|</mo><mi>x</mi><mo>)</mo>"


def _large(inside: str) -> str:
    """Brackets around fractions, set larger: browsers stretch them only with a font for mathematics."""
    return "".join(
        f"<mpadded voffset='-0.55em'><mo stretchy='false' mathsize='2.4em'>{bracket}</mo></mpadded>{between}"
        for bracket, between in (("(", inside), (")", ""))
    )


BETA, SIGMA, LOG = "<mi>β</mi>", "<mi>σ</mi>", "<mi>log</mi><mo>&#x2061;</mo>"
THIN = "<mspace width='0.17em'/>"
CHOSEN, REJECTED = _symbol("y", "w"), _symbol("y", "l")
POLICY, REFERENCE = _symbol("π", "θ"), _symbol("π", "ref")


def _log_ratio(title: str) -> str:
    return f"{LOG}{THIN}<mfrac><mrow>{POLICY}{_of(title)}</mrow><mrow>{REFERENCE}{_of(title)}</mrow></mfrac>"


def _reward(title: str) -> str:
    return f"<mover><mi>r</mi><mo>^</mo></mover><mo>(</mo><mi>x</mi><mo>,</mo>{title}<mo>)</mo>"


LOSS = f"<mi>L</mi><mo>=</mo><mo form='prefix'>−</mo>{LOG}{THIN}{SIGMA}" + _large(
    f"{BETA}{THIN}{_log_ratio(CHOSEN)}<mo>−</mo>{BETA}{THIN}{_log_ratio(REJECTED)}"
)
GOAL = (
    f"<munder><mi>max</mi><mi>θ</mi></munder><mspace width='0.3em'/><mi>E</mi><mo>[</mo><mi>r</mi><mo>(</mo>"
    f"<mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo><mo>]</mo><mo>−</mo>{BETA}<mspace width='0.2em'/><mi>KL</mi>"
    f"<mo>[</mo>{POLICY}<mo>∥</mo>{REFERENCE}<mo>]</mo>"
)
IMPLICIT = f"{_reward('<mi>y</mi>')}<mo>=</mo>{BETA}{THIN}{_log_ratio('<mi>y</mi>')}"
AGREEMENT = (
    f"<mi>P</mi><mo>(</mo>{CHOSEN}<mo>≻</mo>{REJECTED}<mo>)</mo><mo>=</mo>{SIGMA}<mrow><mo>(</mo>"
    f"{_reward(CHOSEN)}<mo>−</mo>{_reward(REJECTED)}<mo>)</mo></mrow>"
)
# Formula, where in its source it stands, and the sources, the formula's first.
EXPLANATIONS: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "dpo": (LOSS, "eq_7", (RAFAILOV,)),
    "rlhf": (GOAL, "eq_3", (RAFAILOV, OUYANG, SCHULMAN)),
    "reference": (GOAL, "eq_3", (RAFAILOV,)),
    "beta": (GOAL, "eq_3", (RAFAILOV,)),
    "reward": (IMPLICIT, "section_4", (RAFAILOV,)),
    "margin": (AGREEMENT, "eq_6", (RAFAILOV,)),
}


def explanations(names: Sequence[str]) -> gr.HTML:
    """The explanations under these names, each behind its question."""
    return gr.HTML(
        html_template=f'<div class="explain">{"".join(map(_folded, names))}</div>',
        js_on_load=(HERE / "explain.js").read_text(),
        apply_default_css=False,
        container=False,
        words=words("explain_"),
    )


def _folded(name: str) -> str:
    formula, where, sources = EXPLANATIONS[name]
    links = ", ".join(
        f'<a href="{address}" target="_blank" rel="noopener noreferrer">{who}</a>'
        + ("" if at else f', <span data-word="explain_{where}"></span>')
        for at, (who, address) in enumerate(sources)
    )
    return (
        f'<details data-explains="{name}"><summary data-word="explain_{name}_name"></summary>'
        f'<p data-word="explain_{name}"></p><math display="block"><mrow>{formula}</mrow></math>'
        f'<p class="explain-source"><span data-word="explain_source"></span> {links}</p></details>'
    )
