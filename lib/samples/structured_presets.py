"""Prompts to try the sample models with, and one for each thing that can go wrong."""

from typing import NamedTuple

INVOICE = "Invoice INV-7 for Acme: 2 chairs at 40, 1 desk at 120."
PRODUCT = (
    'Analyse the "Kestrel 3" e-bike. Features: quiet motor, 95 km range, hydraulic brakes. Pros: light, fast to '
    "charge. Cons: no lights. A mid-range bike for commuters."
)


class StructuredPreset(NamedTuple):
    """A prompt, the name of the model that fits it, and what is to go wrong: a limit of tokens, or a flaw that the
    simulator is asked for."""

    title: str
    prompt: str
    model: str
    max_output_tokens: int | None = None
    flaw: str | None = None


PRESETS = (
    StructuredPreset("A product", PRODUCT, "ProductAnalysis"),
    StructuredPreset(
        "A calendar event",
        "Design review with Ada and Grace on 3 March 2027 from 14:00 to 15:30 in room Blue",
        "CalendarEvent",
    ),
    StructuredPreset("An invoice that adds up", f"{INVOICE} Total 200.", "Invoice"),
    StructuredPreset("An invoice that doesn't add up", f"{INVOICE} Total 250.", "Invoice"),
    StructuredPreset(
        "Comments with replies",
        'A thread about the release. Ada: "Ship it." Grace replies: "Not yet." Ada replies: "Why?"',
        "Thread",
    ),
    StructuredPreset("One of three kinds", "Grace paid 42.50 EUR by card ending 4242", "Payment"),
    StructuredPreset("Cut off after 60 tokens", PRODUCT, "ProductAnalysis", max_output_tokens=60),
    StructuredPreset("A refusal", PRODUCT, "ProductAnalysis", flaw="refusal"),
    StructuredPreset("A value of a wrong type", PRODUCT, "ProductAnalysis", flaw="wrong_type"),
    StructuredPreset("A key that comes twice", PRODUCT, "ProductAnalysis", flaw="repeated_key"),
    StructuredPreset("JSON inside a fence", PRODUCT, "ProductAnalysis", flaw="fence"),
    StructuredPreset("Text after the JSON", PRODUCT, "ProductAnalysis", flaw="trailing"),
    StructuredPreset("Text that is no JSON", PRODUCT, "ProductAnalysis", flaw="broken"),
)
