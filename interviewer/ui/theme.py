"""The look: system colours of one hue, fonts that come with Gradio, and theme.css on top."""

from pathlib import Path

from gradio import themes

ASSETS = Path(__file__).parent / "assets"
STYLESHEET = ASSETS / "theme.css"
LATEX = [
    {"left": "$$", "right": "$$", "display": True},
    {"left": "\\[", "right": "\\]", "display": True},
    {"left": "\\(", "right": "\\)", "display": False},
]
"""Formulas in what people and models write; a single dollar is money there."""
NOTES_LATEX = [*LATEX, {"left": "$", "right": "$", "display": False}]
"""Formulas in the knowledge base, where money is written in words."""


def page_theme() -> themes.Base:
    """Return the theme. Weights 400 and 700 only: Gradio's files of weight 600 are subsets."""
    return themes.Base(
        primary_hue=themes.colors.teal,
        secondary_hue=themes.colors.teal,
        neutral_hue=themes.colors.slate,
        radius_size=themes.sizes.radius_md,
        font=[themes.LocalFont("Source Sans Pro", weights=(400, 700)), "system-ui", "sans-serif"],
        font_mono=[themes.LocalFont("IBM Plex Mono", weights=(400, 700)), "monospace"],
    ).set(
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_600",
        button_primary_text_color="white",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        block_label_text_color="*neutral_700",
        block_title_text_color="*neutral_700",
        block_title_text_color_dark="*neutral_200",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        input_background_fill="white",
        input_background_fill_dark="*neutral_900",
        checkbox_label_background_fill="white",
        checkbox_label_background_fill_dark="*neutral_900",
        checkbox_label_background_fill_selected="*primary_50",
        checkbox_label_background_fill_selected_dark="*primary_950",
        checkbox_label_border_color="*neutral_300",
        checkbox_label_border_color_dark="*neutral_700",
        checkbox_label_border_color_selected="*primary_700",
        checkbox_label_border_color_selected_dark="*primary_500",
        checkbox_label_border_width="1px",
        checkbox_label_border_width_dark="1px",
        checkbox_label_text_color_selected="*body_text_color",
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
    )
