"""What is said of bytes that are not what they claim to be."""


class NotGenuine(ValueError):
    """The bytes are not what was signed, sealed or agreed; the text says what is wrong."""
