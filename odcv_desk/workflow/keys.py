"""Which API keys the environment holds, told by name alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SERVICES: Final[Mapping[str, str]] = {
    "OPENAI_API_KEY": "OpenAI",
    "ANTHROPIC_API_KEY": "Anthropic",
    "GEMINI_API_KEY": "Google Gemini",
    "XAI_API_KEY": "xAI",
    "MISTRAL_API_KEY": "Mistral",
    "DEEPSEEK_API_KEY": "DeepSeek",
    "OPENROUTER_API_KEY": "OpenRouter",
    "AZURE_API_KEY": "Azure OpenAI",
    "GROQ_API_KEY": "Groq",
    "TOGETHERAI_API_KEY": "Together AI",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of a service: the name of its variable, and whether it is set. Never its value."""

    name: str
    service: str
    found: bool


def keys(environment: Mapping[str, str]) -> tuple[Key, ...]:
    """Return the keys that the desk knows of; an empty variable counts as not set."""
    return tuple(
        Key(name=name, service=service, found=bool(environment.get(name)))
        for name, service in SERVICES.items()
    )
