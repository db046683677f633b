import pytest

from grievances.masks import finds, masked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("打我电话13912345678就行", ["13912345678"]),
        ("电话 139-1234-5678", ["139-1234-5678"]),
        ("１３９１２３４５６７８", ["１３９１２３４５６７８"]),
        ("+86 139 1234 5678", ["+86 139 1234 5678"]),
        ("座机023-68881234", ["023-68881234"]),
        ("身份证500101194906011234", ["500101194906011234"]),
        ("我住3单元502室", ["3单元502室"]),
        ("住3号楼502", ["3号楼502"]),
        ("三单元五零二室", ["三单元五零二室"]),
        ("门牌3-2-502的人家", ["3-2-502"]),
        ("渝A12345乱停", ["渝A12345"]),
        ("微信号：wen_nainai88", ["微信号：wen_nainai88"]),
        ("写信到wen@example.cn", ["wen@example.cn"]),
    ],
)
def test_what_leads_to_a_person_is_found(text, found):
    assert [find.text for find in finds(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "3号楼路灯不亮",
        "拨打12345没人接",
        "2026年11月23日",
        "等了3个月，花了1200元",
        "5号楼和7号楼之间",
    ],
)
def test_what_leads_to_nobody_stays(text):
    assert masked(text) == text


def test_masking_leaves_nothing_to_find():
    assert finds(masked("电话13912345678，3单元502室，渝A12345")) == []
