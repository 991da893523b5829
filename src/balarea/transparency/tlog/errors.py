"""What the parsers and verifiers of this package raise."""


class TlogError(ValueError):
    """Bytes that aren't in the format, or don't prove what they claim.

    Subclasses stand beside their parser. The message is English and for operators;
    people read the sentence that a verifier chooses for the class.
    """
