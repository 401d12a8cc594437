class Refusal(Exception):
    """What keeps a run from going on, as one sentence for a person that says what to do."""
