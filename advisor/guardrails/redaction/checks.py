"""What only a real number has: a check digit, a province, a date."""

from datetime import date

# The first two digits stand for the province, in eight regions with gaps between them.
_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
# ISO 7064 MOD 11-2, as the resident identity number uses it.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


def is_resident_id(digits: str) -> bool:
    """Eighteen places with a province, a date of birth and the check digit; or fifteen with province and date."""
    if digits[:2] not in _PROVINCES:
        return False
    if len(digits) == 15:
        return digits.isdigit() and _is_date("19" + digits[6:12])
    if len(digits) != 18 or not _is_date(digits[6:14]):
        return False
    return (
        _CHECKS[sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True)) % 11]
        == digits[17]
    )


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the one the others ask for."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_date(eight: str) -> bool:
    try:
        return _FIRST_YEAR <= date(int(eight[:4]), int(eight[4:6]), int(eight[6:])).year <= _LAST_YEAR
    except ValueError:
        return False
