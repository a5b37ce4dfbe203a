"""How two stated values stand to each other, by what is written and how precisely. Pure."""

from __future__ import annotations

from datetime import date
from enum import Enum

from pipeline.facts.lexicon import dollars_for
from pipeline.records import Bound, Value, ValueKind

_CLOSE = 0.08  # of two currencies: how far the rate of a day may be from the year's mean
_OTHER_UNIT = 0.04  # of two measures whose units differ
_FEW, _MOST_BEYOND = 20, 1.35  # a bound tells little of small numbers, and nothing of what is far from it
_EPSILON = 1e-6


class Relation(Enum):
    """The first that holds."""

    EQUAL = "equal"
    CONVERTED = "converted"
    ROUNDED = "rounded"
    CONTAINED = "contained"
    UNEQUAL = "unequal"


def comparable(one: Value, other: Value) -> bool:
    """Return whether the two are of one kind, in units that can be turned into each other."""
    if one.kind is not other.kind:
        return False
    if one.kind is ValueKind.MONEY:
        return True
    if one.kind is ValueKind.TIME:
        return True
    return one.unit == other.unit


def relation(one: Value, other: Value, year: int) -> Relation:
    """Return how two comparable values stand to each other; *year* is that of the exchange rates."""
    if one.kind is ValueKind.SCORE:
        same = (one.low, one.high) == (other.low, other.high)
        return Relation.EQUAL if same else Relation.UNEQUAL
    if one.kind in (ValueKind.DATE, ValueKind.TIME):
        return _moments(one, other)
    if one.unit != other.unit:
        return _money(one, other, year)
    first, second = one.point, other.point
    ranged, other_ranged = one.bound is Bound.RANGE, other.bound is Bound.RANGE
    if ranged or other_ranged:
        return _ranges(one, other)
    if abs(first - second) <= _EPSILON * max(abs(first), abs(second), _EPSILON):
        return Relation.EQUAL
    if _rounds(one, other):
        return Relation.ROUNDED
    return Relation.CONTAINED if _bounds(one, other) or _bounds(other, one) else Relation.UNEQUAL


def _bounds(one: Value, other: Value) -> bool:
    """Return whether *one* is a bound that *other* lies not far from: 249 is more than 200."""
    if (
        one.bound not in (Bound.MIN, Bound.MAX)
        or other.bound in (Bound.MIN, Bound.MAX, Bound.RANGE)
        or one.point < _FEW
    ):
        return False
    low, high = (one.point, other.point) if one.bound is Bound.MIN else (other.point, one.point)
    return low < high <= low * _MOST_BEYOND


def _rounds(one: Value, other: Value) -> bool:
    """Return whether the finer of two values becomes the other at the precision that the other is written in.

    A cut counts as well as a rounding: 14.3 is 14, and so is 14.8 to who leaves the rest off.
    """
    coarse, fine = (one, other) if one.step >= other.step else (other, one)
    gap = coarse.point - fine.point
    largest = max(abs(coarse.point), abs(fine.point))
    if coarse.step <= fine.step * (1 + _EPSILON):
        return _apart(one, other)
    if abs(gap) <= coarse.step / 2 * (1 + _EPSILON) and abs(gap) <= 0.3 * largest:
        return True
    return -coarse.step * (1 + _EPSILON) < gap < 0 and abs(gap) <= 0.12 * largest


def _apart(one: Value, other: Value) -> bool:
    """Return whether two measures of different units are one length: 10 kilometres and 6 miles."""
    if one.kind is not ValueKind.SIZE or one.step == other.step:
        return False
    return abs(one.point - other.point) <= _OTHER_UNIT * max(one.point, other.point)


def _money(one: Value, other: Value, year: int) -> Relation:
    rate, other_rate = dollars_for(one.unit, year), dollars_for(other.unit, year)
    if rate is None or other_rate is None or one.bound is Bound.RANGE or other.bound is Bound.RANGE:
        return Relation.UNEQUAL
    first, second = one.point * rate, other.point * other_rate
    slack = max(_CLOSE * max(first, second), one.step * rate / 2, other.step * other_rate / 2)
    near = abs(first - second) <= min(slack, 0.15 * max(first, second))
    return Relation.CONVERTED if near else Relation.UNEQUAL


def _ranges(one: Value, other: Value) -> Relation:
    if (one.low, one.high) == (other.low, other.high):
        return Relation.EQUAL
    low, high = one.low or 0.0, one.high or float("inf")
    other_low, other_high = other.low or 0.0, other.high or float("inf")
    if other.bound is not Bound.RANGE:
        other_low = other_high = other.point
    if one.bound is not Bound.RANGE:
        low = high = one.point
    inside = (low <= other_low and other_high <= high) or (other_low <= low and high <= other_high)
    return Relation.CONTAINED if inside else Relation.UNEQUAL


def _moments(one: Value, other: Value) -> Relation:
    if (one.low, one.high, one.unit) == (other.low, other.high, other.unit):
        return Relation.EQUAL
    if one.kind is ValueKind.TIME:
        if one.unit != other.unit:
            return Relation.UNEQUAL
        gap = abs(one.point - other.point)
        return Relation.ROUNDED if gap < max(one.step, other.step) else Relation.UNEQUAL
    low, high = one.low or 0.0, one.high or float("inf")
    other_low, other_high = other.low or 0.0, other.high or float("inf")
    if (low <= other_low and other_high <= high) or (other_low <= low and high <= other_high):
        return Relation.CONTAINED
    overlap = min(high, other_high) - max(low, other_low) + 1
    shorter = min(high - low, other_high - other_low) + 1
    return Relation.CONTAINED if overlap >= shorter / 2 else Relation.UNEQUAL


def shown_day(value: Value) -> date | None:
    """Return the first day of a date."""
    return date.fromordinal(int(value.low)) if value.kind is ValueKind.DATE and value.low else None
