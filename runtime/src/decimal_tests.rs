//! Strictness, exactness and comparison of decimals.

use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Of all lengths, so that few and many digits meet, with zeros at their ends.
fn any_decimal() -> impl Strategy<Value = Decimal> {
    ("-?[0-9]{1,12}(00)?", proptest::option::of("[0-9]{1,12}(00)?")).prop_map(|(whole, fraction)| {
        decimal(&fraction.map_or_else(|| whole.clone(), |fraction| format!("{whole}.{fraction}")))
    })
}

#[test]
fn digits_stay_as_written() {
    for text in ["0", "10.00", "-0.5", "123456789012345.6789", "0.0000000000000000000000000001"] {
        assert_eq!(decimal(text).to_string(), text);
    }
    assert_eq!(decimal("-0.00").to_string(), "0.00", "a zero has no sign");
    assert_eq!(decimal("0010.50").to_string(), "10.50");
}

#[test]
fn numbers_of_every_length_are_read_with_their_point_anywhere() {
    let digits = "9876543210987654321098765432";
    for length in 1..=digits.len() {
        for point in 0..=length {
            for sign in ["", "-"] {
                let (whole, fraction) = digits[..length].split_at(point);
                let text = format!("{sign}{whole}.{fraction}");
                let (text, is_read) =
                    if fraction.is_empty() { (format!("{sign}{whole}"), true) } else { (text, point > 0) };
                assert_eq!(text.parse::<Decimal>().map(|number| number.to_string()).ok(), is_read.then_some(text));
            }
        }
    }
    for whole in [i64::MAX, i64::MIN, 999_999_999_999_999_999, 1_000_000_000_000_000_000] {
        assert_eq!(decimal(&whole.to_string()).to_i64(), Some(whole));
    }
}

#[test]
fn below_zero_are_the_numbers_with_a_sign_but_not_zero() {
    let is_negative = ["-0.01", "-7", "-0.00", "0", "0.01", "7"].map(|text| decimal(text).is_negative());
    assert_eq!(is_negative, [true, true, false, false, false, false]);
}

#[test]
fn only_plain_digits_are_read() {
    let wrong =
        ["", "-", "1_0", ".5", "5.", "+1", "1e3", "1.2.3", " 1", "1 ", "１２", "1,000", "0x10", "--1", "NaN", "元"];
    for text in wrong {
        assert_eq!(text.parse::<Decimal>(), Err(DecimalError::Malformed), "{text:?}");
    }
}

#[test]
fn more_than_28_digits_are_refused_and_not_rounded() {
    assert_eq!(decimal(&"9".repeat(28)).to_string(), "9".repeat(28));
    for text in ["1".repeat(29), format!("0.{}", "1".repeat(29)), format!("9{}", "0".repeat(1_000_000))] {
        assert_eq!(text.parse::<Decimal>(), Err(DecimalError::TooLong));
    }
    assert_eq!(decimal(&format!("{}1", "0".repeat(1000))), decimal("1"));
}

#[test]
fn arithmetic_is_exact_or_refused() {
    assert_eq!(decimal("0.1").checked_add(decimal("0.20")).map(|sum| sum.to_string()).as_deref(), Some("0.30"));
    assert_eq!(decimal("1.50").checked_mul(decimal("2")), Some(decimal("3")));
    assert_eq!(decimal("1").checked_sub(decimal("1.0001")), Some(decimal("-0.0001")));
    let most = decimal(&"9".repeat(28));
    assert_eq!(most.checked_mul(most), None);
    assert_eq!(most.checked_add(decimal("0.1")), None, "29 digits would be needed");
    assert_eq!(decimal("0.00000000000001").checked_mul(decimal("0.000000000000001")), None);
    assert_eq!(Decimal::ZERO.checked_mul(most), Some(Decimal::ZERO));
}

#[test]
fn a_product_loses_no_digits_but_zeros_that_do_not_fit() {
    let product =
        |left: &str, right: &str| decimal(left).checked_mul(decimal(right)).map(|product| product.to_string());
    assert_eq!(product("2.50", "4.0").as_deref(), Some("10.000"));
    let ten_at_the_end = format!("0.{}10", "0".repeat(26));
    assert_eq!(product("0.00000000000010", "0.00000000000001"), Some(ten_at_the_end), "28 digits fit");
    let one_at_the_end = format!("0.{}1", "0".repeat(27));
    assert_eq!(product("0.000000000000002", "0.00000000000005"), Some(one_at_the_end), "the 29th is a zero");
    assert_eq!(product("0.000000000000002", "0.00000000000006"), None, "the 29th is a 2");
    assert_eq!(product("1000000000000000", "1000000000000000"), None, "a zero before the point is a digit");
    let most = "9".repeat(28);
    assert_eq!(product(&most, "1"), Some(most.clone()));
    assert_eq!(product(&most, "1.0"), Some(most), "the zero makes room");
}

#[test]
fn what_is_equal_has_one_hash_and_what_differs_another() {
    let hash = |text: &str| BuildHasherDefault::<DefaultHasher>::default().hash_one(decimal(text));
    assert_eq!(hash("10.00"), hash("10"));
    assert_ne!(hash("10.00"), hash("10.01"));
}

#[test]
fn digits_are_counted_without_idle_zeros() {
    assert_eq!(decimal("0012.3400").digits(), (2, 2));
    assert_eq!(decimal("0.05").digits(), (0, 2));
    assert_eq!(decimal("-1000").digits(), (4, 0));
    assert_eq!(decimal("0.00").digits(), (0, 0));
}

#[test]
fn comparison_is_by_value() {
    assert_eq!(decimal("10.00"), Decimal::from(10));
    assert!(decimal("-1") < decimal("0.5"));
    assert_eq!(Decimal::new(1050, 2), Some(decimal("10.5")));
    assert_eq!(Decimal::new(1, 29), None);
    assert_eq!(decimal("12.000").to_i64(), Some(12));
    assert_eq!(decimal("12.5").to_i64(), None);
}

#[test]
fn a_server_may_write_an_exponent() {
    assert_eq!(Decimal::parse_lenient("1.0E-5"), Some(decimal("0.00001")));
    assert_eq!(Decimal::parse_lenient("-12e3"), Some(decimal("-12000")));
    assert_eq!(Decimal::parse_lenient("1e+2"), Some(decimal("100")));
    for text in ["1e", "e5", "1e99", "1e-99", "1e99999999999", "1e-2147483648", "abc"] {
        assert_eq!(Decimal::parse_lenient(text), None, "{text}");
    }
}

#[test]
fn a_width_and_a_precision_are_kept_and_nothing_is_rounded() {
    let amount = decimal("-1234.567");
    assert_eq!(format!("{amount:>12}|{amount:<12}|{amount:012}"), "   -1234.567|-1234.567   |-0001234.567");
    assert_eq!(format!("{amount:.2}|{amount:.0}|{amount:.5}"), "-1234.56|-1234|-1234.56700");
    assert_eq!(format!("{:.2}|{:+}|{:.1}", decimal("7"), decimal("7"), decimal("0.09")), "7.00|+7|0.0");
}

#[test]
fn a_decimal_takes_sixteen_bytes() {
    assert_eq!(size_of::<Decimal>(), 16);
}

proptest! {
    #[cfg(feature = "rust_decimal")]
    #[test]
    fn all_is_as_in_rust_decimal(left in any_decimal(), right in any_decimal(), precision in 0_usize..10) {
        let theirs = |value: Decimal| rust_decimal::Decimal::from(value);
        prop_assert_eq!(Decimal::try_from(theirs(left)), Ok(left));
        prop_assert_eq!(theirs(left).to_string(), left.to_string());
        prop_assert_eq!(format!("{:>9.precision$}", theirs(left)), format!("{left:>9.precision$}"));
        prop_assert_eq!(theirs(left).cmp(&theirs(right)), left.cmp(&right));
        prop_assert_eq!(theirs(left) == theirs(right), left == right);
        prop_assert_eq!(theirs(left).normalize().to_string(), left.normalized().to_string());
    }

    #[test]
    fn order_is_that_of_the_difference(left in any_decimal(), right in any_decimal()) {
        if let Some(difference) = left.checked_sub(right) {
            prop_assert_eq!(left.cmp(&right), difference.cmp(&Decimal::ZERO));
            prop_assert_eq!(right.checked_add(difference), Some(left));
        }
        prop_assert_eq!(left.cmp(&right), right.cmp(&left).reverse());
        let hash = |value: Decimal| BuildHasherDefault::<DefaultHasher>::default().hash_one(value);
        prop_assert!(left != right || hash(left) == hash(right));
    }

    #[test]
    fn what_is_written_is_read_back(mantissa: i64, scale in 0_u32..=28) {
        let value = Decimal::new(mantissa, scale).unwrap();
        let text = value.to_string();
        prop_assert_eq!(decimal(&text).to_string(), text);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}") {
        let _ = text.parse::<Decimal>();
        let _ = Decimal::parse_lenient(&text);
    }

    #[test]
    fn sums_are_exact(left in -10_i64.pow(15)..10_i64.pow(15), right in -10_i64.pow(15)..10_i64.pow(15)) {
        let sum = Decimal::new(left, 4).unwrap().checked_add(Decimal::new(right, 4).unwrap());
        prop_assert_eq!(sum, Decimal::new(left + right, 4));
    }
}
