"""Which commit of the Hub a model was loaded from."""

from pipeline.model_files import model_location


def loaded_revision(model: str) -> str | None:
    """The commit of a model that was loaded from the Hub, by where its files lie in the cache; None for one
    from a folder. transformers 5 does not tell.
    """
    from transformers.utils import cached_file
    from transformers.utils.hub import extract_commit_hash

    for name in ("config.json", "adapter_config.json"):
        file = cached_file(
            model_location(model),
            name,
            local_files_only=True,
            _raise_exceptions_for_missing_entries=False,
            _raise_exceptions_for_connection_errors=False,
        )
        if file:
            return extract_commit_hash(file, None)
    return None
