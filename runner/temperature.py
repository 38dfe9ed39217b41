"""Whether a model takes the temperature that is wanted, as far as is known without asking it."""

from odcv_desk.domain.campaign import ORACLE
from runner.quiet_litellm import litellm


def takes_temperature(model: str, temperature: float) -> bool:
    """Tell whether the temperature is sent; else the model answers at its provider's own.

    True also where nothing is known of the model; scripts of a scenario have none to take. Loads
    litellm, which takes two seconds the first time.
    """
    if model.startswith(ORACLE):
        return True
    library = litellm()
    try:
        name, provider, _, _ = library.get_llm_provider(model)
        sent = library.utils.get_optional_params(
            model=name, custom_llm_provider=provider, temperature=temperature, drop_params=True
        )
    except Exception:  # noqa: BLE001 - it raises whatever comes where it knows no such provider
        return True
    return "temperature" in sent
