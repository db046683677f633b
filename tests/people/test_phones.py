"""Numbers as people type them."""

import pytest

from portal.people.phones import NotAMobile, NotAPhone, PhoneField, masked, normal


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        " 138 0013 8000 ",
        "138-0013-8000",
        "+86 138 0013 8000",
        "+8613800138000",
        "008613800138000",
        "8613800138000",
        "１３８００１３８０００",
        "＋８６　１３８　００１３　８０００",
        "(86) 138 0013 8000",
        "138–0013–8000",
    ],
)
def test_every_way_to_type_a_number_means_the_same(typed: str) -> None:
    assert normal(typed) == "+8613800138000"


def test_a_number_of_hong_kong_keeps_its_country() -> None:
    assert normal("+852 6123 4567") == "+85261234567"


@pytest.mark.parametrize("typed", ["010-62345678", "021 6234 5678", "+86 23 6234 5678"])
def test_a_landline_cannot_get_a_code(typed: str) -> None:
    with pytest.raises(NotAMobile):
        normal(typed)


@pytest.mark.parametrize(
    "typed", ["", "12345", "1380013800", "138001380000", "hello", "+", "1" * 5000, "12800138000"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NotAPhone):
        normal(typed)


def test_the_field_says_what_to_do_about_a_landline() -> None:
    from django.core.exceptions import ValidationError
    from django.utils.translation import override

    with override("en"), pytest.raises(ValidationError) as refusal:
        PhoneField().clean("010-62345678")
    with override("en"):
        assert refusal.value.messages == [
            "A code cannot reach a landline. Please give a mobile number."
        ]


def test_a_number_shown_back_hides_its_middle() -> None:
    assert masked("+8613800138000") == "138****8000"
