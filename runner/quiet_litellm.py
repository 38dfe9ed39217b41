"""litellm, loaded on first use and made quiet: no look-ups, no reports, no keys in its logs."""

import functools
import logging
import os
import threading
import warnings
from typing import Any

from runner.secret_texts import WithoutSecrets

_NOISY = ("LiteLLM", "openai", "httpx", "httpcore")
_LOCK = threading.Lock()


def litellm() -> Any:  # noqa: ANN401 - the border to an untyped library
    """Return the library; the first call takes about two seconds."""
    # Two threads that load it at once see it half made.
    with _LOCK:
        return _loaded()


@functools.cache
def _loaded() -> Any:  # noqa: ANN401 - the border to an untyped library
    # Otherwise it fetches its table of prices from the network as it loads.
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    import litellm as library  # takes two seconds to load

    # Of classes of its own, by pydantic, at its first answer.
    warnings.filterwarnings("ignore", "Item .* on TypedDict class", UserWarning)
    library.suppress_debug_info = True  # it prints advice to stdout
    library.drop_params = True  # some models take no temperature
    for callbacks in ("callbacks", "success_callback", "failure_callback", "input_callback"):
        setattr(library, callbacks, [])
    _hush()
    return library


def _hush() -> None:
    keep_out = WithoutSecrets()
    for name in _NOISY:
        # They tell requests and headers at lower levels.
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in tuple(logging.root.manager.loggerDict):
        if name.startswith(_NOISY):
            # A filter holds for its own logger only, not for those below it.
            logger = logging.getLogger(name)
            logger.addFilter(keep_out)
            for handler in logger.handlers:
                handler.addFilter(keep_out)
