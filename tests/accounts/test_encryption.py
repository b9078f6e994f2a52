"""The ciphers against published vectors, and what a sealed value shows."""

import logging
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.core.exceptions import ImproperlyConfigured

from accounts.encryption import ALGORITHM, CannotUnseal, KeyRing, blind_index, seal, seal_bytes, unseal, unseal_bytes
from accounts.fields import FenField, Sealed, mask_account, mask_id_number, mask_phone
from accounts.logs import RedactIdNumbers, redact

KEY_1, KEY_2 = "0123456789abcdeffedcba9876543210", "00112233445566778899aabbccddeeff"


def test_sm4_gcm_answers_the_vector_of_rfc_8998():
    """RFC 8998 A.1."""
    plain = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDDEEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    encryptor = Cipher(
        algorithms.SM4(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")), modes.GCM(bytes.fromhex("00001234567800000000ABCD"))
    ).encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
    sealed = encryptor.update(plain) + encryptor.finalize()
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    )
    assert encryptor.tag.hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"


def test_sm3_answers_the_vector_of_gb_t_32905():
    """GB/T 32905-2016 A.1: "abc"."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_a_value_comes_back_and_never_looks_twice_the_same():
    assert unseal(seal("990101199001011234")) == "990101199001011234"
    assert seal("一卡通") != seal("一卡通")


def test_a_rotated_key_seals_and_the_old_one_still_reads():
    old = KeyRing.parse(f"k1:{KEY_1}")
    sealed = seal_bytes(b"plain", old)
    both = KeyRing.parse(f"k2:{KEY_2},k1:{KEY_1}")
    assert unseal_bytes(sealed, both) == b"plain"
    assert seal_bytes(b"plain", both)[2:4] == b"k2"
    with pytest.raises(CannotUnseal, match="没有密钥 k1"):
        unseal_bytes(sealed, KeyRing.parse(f"k2:{KEY_2}"))


@pytest.mark.parametrize("position", [0, 2, 10, 20, -1])
def test_a_changed_bit_is_noticed(position):
    sealed = bytearray(seal_bytes(b"plain"))
    sealed[position] ^= 1
    with pytest.raises(CannotUnseal):
        unseal_bytes(bytes(sealed))


def test_the_head_names_algorithm_and_key():
    ring = KeyRing.parse(f"k1:{KEY_1}")
    assert seal_bytes(b"", ring).startswith(ALGORITHM + b"\x02k1")


@pytest.mark.parametrize("text", ["", "k1", "k1:00", f"toolongname:{KEY_1}", "k1:zz"])
def test_a_bad_key_ring_is_refused(text):
    with pytest.raises(ImproperlyConfigured):
        KeyRing.parse(text)


def test_the_blind_index_meets_equal_values_of_one_purpose_only():
    index = blind_index("id_number", "99010119900101123x")
    assert index == blind_index("id_number", " 99010119900101123X ") and len(index) == 16
    assert index != blind_index("account", "99010119900101123X")


@pytest.mark.parametrize(
    ("mask", "plain", "shown"),
    [
        (mask_id_number, "990101199001011234", "990101********1234"),
        (mask_id_number, "990101900101123", "990101*****1123"),
        (mask_phone, "13900001234", "139****1234"),
        (mask_account, "6217000000000001234", "***************1234"),
        (mask_account, "12", "**"),
    ],
)
def test_masks(mask, plain, shown):
    assert mask(plain) == shown


def test_a_sealed_value_prints_masked_everywhere():
    value = Sealed(plain="990101199001011234", mask="id_number")
    assert f"{value} {value!s} {value!r} {[value]}".count("19900101") == 0
    assert value.reveal() == "990101199001011234" and value == "990101199001011234"
    assert str(Sealed(plain="尿毒症", mask="health")) == "（健康信息，按权限查看）"
    assert not Sealed(plain="")


def test_money_is_fen_in_the_table_and_yuan_in_python():
    field = FenField()
    assert field.get_prep_value(Decimal("12.34")) == 1234
    assert field.from_db_value(1234, None, None) == Decimal("12.34")
    with pytest.raises(ValueError, match="两位小数"):
        field.get_prep_value(Decimal("0.001"))


def test_logs_lose_numbers_of_people():
    assert redact("户990101199001011234 电话13900001234 卡6217000000000001234") == "户<号码18位> 电话<号码11位> 卡<号码19位>"
    assert redact("户990101-00012 2026-06-15 共6000户") == "户990101-00012 2026-06-15 共6000户"
    record = logging.LogRecord("x", 40, "f", 1, "找不到 %s", ("99010119900101123X",), None)
    assert RedactIdNumbers().filter(record) and record.getMessage() == "找不到 <号码18位>"
