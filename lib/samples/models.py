"""Pydantic models to stream answers into: an event, an invoice that must add up, a thread, a payment of three kinds.

Their validators know more than a JSON schema can say, so an answer that fits the schema may still turn invalid.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationInfo, WithJsonSchema, field_validator, model_validator

Money = Annotated[Decimal, Field(ge=0), WithJsonSchema({"type": "number", "minimum": 0})]
"""An amount; exact here, a plain number in the JSON schema."""


class CalendarEvent(BaseModel):
    """An appointment in a calendar."""

    title: str
    start: datetime = Field(description="When it begins")
    end: datetime = Field(description="When it ends")
    location: str | None = Field(description="Where, or null")
    participants: list[str] = Field(description="Names of those who take part")

    @field_validator("end")
    @classmethod
    def ends_after_it_begins(cls, end: datetime, info: ValidationInfo) -> datetime:
        """Nothing ends before it begins."""
        start = info.data.get("start")
        if start is not None and end.replace(tzinfo=None) <= start.replace(tzinfo=None):
            raise ValueError(f"it ends at {end:%H:%M}, which is not after its start at {start:%H:%M}")
        return end


class InvoiceLine(BaseModel):
    """One line of an invoice."""

    description: str
    quantity: int = Field(gt=0)
    unit_price: Money
    amount: Money = Field(description="quantity times unit_price")

    @model_validator(mode="after")
    def multiplies(self) -> "InvoiceLine":
        """The amount is what quantity and price make."""
        if self.amount != self.quantity * self.unit_price:
            raise ValueError(f"{self.quantity} x {self.unit_price} is {self.quantity * self.unit_price}")
        return self


class Invoice(BaseModel):
    """An invoice whose lines must add up to its total."""

    number: str = Field(pattern=r"^[A-Z]+-[0-9]+$", description="Such as INV-7")
    customer: str
    lines: list[InvoiceLine] = Field(min_length=1)
    total: Money = Field(description="Sum of the amounts of all lines")

    @field_validator("total")
    @classmethod
    def adds_up(cls, total: Decimal, info: ValidationInfo) -> Decimal:
        """The total is what the lines add up to."""
        lines: list[InvoiceLine] | None = info.data.get("lines")
        if lines is not None and total != (found := sum(line.amount for line in lines)):
            raise ValueError(f"the lines add up to {found}, not to {total}")
        return total


class Comment(BaseModel):
    """A comment with the replies to it, and the replies to those."""

    author: str
    text: str = Field(description="What was said")
    replies: list["Comment"]


class Thread(BaseModel):
    """A thread of comments."""

    topic: str
    comments: list[Comment]


class Card(BaseModel):
    """A payment by card."""

    method: Literal["card"]
    last_digits: str = Field(pattern=r"^[0-9]{4}$", description="The last four digits of the card")


class Transfer(BaseModel):
    """A bank transfer."""

    method: Literal["transfer"]
    iban: str = Field(description="The account it comes from")


class Cash(BaseModel):
    """A payment in cash."""

    method: Literal["cash"]
    currency: Literal["EUR", "USD", "GBP"]


class Payment(BaseModel):
    """A payment by card, by bank transfer or in cash."""

    payer: str
    amount: Money
    paid_with: Annotated[Card | Transfer | Cash, Field(discriminator="method")]


MODELS: tuple[type[BaseModel], ...] = (CalendarEvent, Invoice, Thread, Payment)
