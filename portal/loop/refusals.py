"""The ways in which the engine says no: each carries the sentence said to the person."""


class Refused(Exception):
    """A move that may not be made; `sentence` says why, in the person's language."""

    def __init__(self, sentence: str) -> None:
        """Keep the sentence."""
        super().__init__(sentence)
        self.sentence = sentence


class OutOfTurn(Refused):
    """Not from this stage, or not in this state."""


class NotYours(Refused):
    """The person does not stand to the case in a way that may."""


class Missing(Refused):
    """Something that must be given was not, or is not fit."""


class Accused(Refused):
    """A body that the case complains about was to lead, help or be called."""
