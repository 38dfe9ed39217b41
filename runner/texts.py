"""Text from a model or a sandbox, made so that it can be stored and run."""


def storable(text: str) -> str:
    """Return a text that UTF-8 can hold: half characters (lone surrogates) become U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
