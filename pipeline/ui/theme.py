"""The look: a Gradio theme for colours, type and spacing, and style sheets for what a theme cannot say.

The sheets stand in the page's head from the start. Gradio (6.31) would take them too, but has each browser
parse and write them anew as the page opens, 25 ms, and lets rules in @media reach nothing outside its
container.
"""

import re
from pathlib import Path

import gradio as gr
from gradio.themes.utils.colors import Color

HERE = Path(__file__).parent
SHEETS = [HERE / "frame.css", HERE / "theme.css", *sorted(HERE.glob("*_*.css"))]
KEYFRAMES = re.compile(r"@keyframes [\w-]+ \{(?:[^{}]*\{[^{}]*\})*\s*\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

FONT = [
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "sans-serif",
]
MONO = ["ui-monospace", "SF Mono", "Menlo", "Consolas", "monospace"]

TEAL = Color(
    "#eefaf7",
    "#d3f1ea",
    "#a8e2d6",
    "#72ccbc",
    "#43b09f",
    "#1f9484",
    "#11766a",
    "#0e6057",
    "#0d4c46",
    "#0b3d39",
    "#052623",
)
PAPER = Color(
    "#faf9f6",
    "#f2f0eb",
    "#e5e2da",
    "#cfcbc1",
    "#9c978b",
    "#716c62",
    "#57534b",
    "#3f3c36",
    "#292723",
    "#1c1b18",
    "#121110",
)


def style() -> str:
    """All style sheets, and once more inside of Gradio's container, as it would write them: only so do they
    come before the styles of its components.
    """
    sheets = COMMENT.sub("", "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS))
    inside = KEYFRAMES.sub("", sheets).replace(".dark ", ".dark & ")
    return f"{sheets}\n.gradio-container.gradio-container .contain {{\n{inside}}}\n"


def make_theme() -> gr.themes.Base:
    """The theme. System fonts only, so that nothing is asked of another host."""
    return gr.themes.Base(
        primary_hue=TEAL,
        secondary_hue=TEAL,
        neutral_hue=PAPER,
        font=FONT,
        font_mono=MONO,
        text_size=gr.themes.sizes.text_md,
        spacing_size=gr.themes.sizes.spacing_md,
        radius_size=gr.themes.sizes.radius_md,
    ).set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_900",
        body_text_color_dark="#ece9e2",
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="*neutral_400",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_50",
        background_fill_secondary_dark="*neutral_950",
        block_background_fill="#ffffff",
        block_background_fill_dark="*neutral_900",
        block_border_color="*neutral_200",
        block_border_color_dark="*neutral_800",
        block_border_width="1px",
        block_radius="12px",
        container_radius="12px",
        input_radius="10px",
        button_large_radius="10px",
        button_medium_radius="10px",
        button_small_radius="8px",
        button_large_text_weight="500",
        button_medium_text_weight="500",
        button_large_text_size="*text_md",
        block_shadow="none",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_label_border_width="0px",
        block_label_text_color="*neutral_600",
        block_label_text_color_dark="*neutral_300",
        block_label_text_weight="500",
        block_title_text_weight="500",
        block_title_text_color="*neutral_700",
        block_title_text_color_dark="*neutral_200",
        block_info_text_color="*neutral_500",
        block_info_text_color_dark="*neutral_400",
        border_color_primary="*neutral_200",
        border_color_primary_dark="*neutral_800",
        panel_background_fill="transparent",
        panel_background_fill_dark="transparent",
        panel_border_width="0px",
        input_background_fill="#ffffff",
        input_background_fill_dark="*neutral_950",
        input_border_color="*neutral_300",
        input_border_color_dark="*neutral_700",
        input_border_width="1px",
        input_shadow="none",
        input_shadow_focus="0 0 0 3px *primary_100",
        input_shadow_focus_dark="0 0 0 3px *primary_900",
        input_border_color_focus="*primary_500",
        input_border_color_focus_dark="*primary_500",
        button_border_width="1px",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_400",
        button_primary_background_fill_hover_dark="*primary_300",
        button_primary_border_color="transparent",
        button_primary_border_color_dark="transparent",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="*neutral_950",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_dark="*neutral_900",
        button_secondary_background_fill_hover_dark="*neutral_800",
        button_secondary_border_color="*neutral_300",
        button_secondary_border_color_dark="*neutral_700",
        button_secondary_text_color="*neutral_900",
        button_secondary_text_color_dark="#ece9e2",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
        slider_color="*primary_600",
        slider_color_dark="*primary_400",
    )
