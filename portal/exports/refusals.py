"""Why a workbook is not read."""


class BookRefused(Exception):
    """A file that is not read; `sentence` says why and what to do, in the person's language."""

    def __init__(self, sentence: str) -> None:
        """Keep the sentence."""
        super().__init__(sentence)
        self.sentence = sentence


class TooLarge(BookRefused):
    """More bytes, rows or columns than are read."""


class Disguised(BookRefused):
    """A file built to harm whoever opens it: a zip bomb, a document type, an entity."""


class Unreadable(BookRefused):
    """No XLSX and no CSV, or a broken one."""
