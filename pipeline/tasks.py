"""The task: what is to be written, and within which limits. The default is the tutorial's."""

from pipeline.schema import Task

YOUTUBE_TITLES = Task(
    name="youtube-titles",
    prompt_template=(
        "Given the YouTube video idea write an engaging title.\n\n"
        "**Video Idea**: {idea}\n\n"
        "**Additional Guidance**:\n{guidance}"
    ),
    brainstorm_template=(
        "Propose an idea for a YouTube video on the topic.\n\n"
        "**Topic**: {topic}\n\n"
        "**Additional Guidance**:\n- Only return the idea, nothing else!"
    ),
    guidance=(
        "Title should be between {min_chars} and {max_chars} characters long",
        "Only return the title idea, nothing else!",
    ),
    min_chars=30,
    max_chars=75,
    n_candidates=5,
)
