"""Arithmetic, read as a syntax tree and worked out node by node. Nothing of it is executed as code."""

import ast
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

Number = int | float

LONGEST_EXPRESSION = 300
MOST_BITS = 4096  # of an integer on the way: about 1200 digits

BINARY: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
UNARY: Final[dict[type[ast.unaryop], Callable[[Any], Any]]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}
FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    **{function.__name__: function for function in (abs, min, max, round, math.sqrt, math.floor, math.ceil)},
    **{function.__name__: function for function in (math.exp, math.log, math.log10, math.sin, math.cos, math.tan)},
}
CONSTANTS: Final = {"pi": math.pi, "e": math.e}


@dataclass(frozen=True)
class Result:
    """An expression and what it comes to."""

    expression: str
    result: Number


def calculate(
    expression: Annotated[str, "Arithmetic such as (2 + 3) * 4 ** 2; abs, min, max, round, sqrt, log, sin and so on"],
) -> Result:
    """Work out an arithmetic expression: + - * / // % ** and parentheses."""
    return Result(expression, evaluate(expression))


def evaluate(expression: str) -> Number:
    """The value of an expression. Raises ValueError, which says what isn't arithmetic or grows too large."""
    if len(expression) > LONGEST_EXPRESSION:
        raise ValueError(f"expected at most {LONGEST_EXPRESSION} characters, got {len(expression)}")
    try:
        tree = ast.parse(expression.strip(), mode="eval")
        return _value(tree.body)
    except (SyntaxError, MemoryError, RecursionError):
        raise ValueError(f"expected arithmetic such as (2 + 3) * 4, got {expression[:60]!r}") from None
    except ZeroDivisionError:
        raise ValueError("expected a divisor other than zero") from None
    except OverflowError:
        raise ValueError("the result is too large") from None


def _value(node: ast.expr) -> Number:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _bounded(number)
        case ast.Name(id=name) if name in CONSTANTS:
            return CONSTANTS[name]
        case ast.UnaryOp(op=op, operand=operand) if type(op) in UNARY:
            return _bounded(UNARY[type(op)](_value(operand)))
        case ast.BinOp(op=ast.BitXor()):
            raise ValueError("there is no ^ here; write ** for a power")
        case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
            return _applied(op, _value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return _called(name, [_value(each) for each in arguments])
    raise ValueError(f"expected numbers, + - * / // % ** and {', '.join(FUNCTIONS)}, got {ast.unparse(node)[:60]!r}")


def _applied(op: ast.operator, left: Number, right: Number) -> Number:
    whole_power = isinstance(op, ast.Pow) and isinstance(left, int) and isinstance(right, int)
    if whole_power and (int(left).bit_length() - 1) * abs(right) > MOST_BITS:
        raise ValueError("the power is too large")
    return _bounded(BINARY[type(op)](left, right))


def _called(name: str, values: list[Number]) -> Number:
    try:
        return _bounded(FUNCTIONS[name](*values))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} can't take {', '.join(map(str, values))[:60] or 'nothing'}: {error}") from None


def _bounded(value: Any) -> Number:
    """The value, if it is a real number of bearable size."""
    if isinstance(value, complex):
        raise ValueError("the result is not a real number")
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        raise ValueError("the result is too large")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("the result is too large")
    return value  # type: ignore[no-any-return]
