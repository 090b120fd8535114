//! Numbers as languages write them once they went through a `double`, or through a decimal of another scale. These are
//! the mistakes themselves, made on purpose: nothing else in the engine lets an amount pass through a float.

pub(super) fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    [integer, fraction, exponent].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn has_exponent(number: &str) -> bool {
    number.contains(['e', 'E'])
}

fn is_integer(number: &str) -> bool {
    !number.contains(['.', 'e', 'E'])
}

/// `1.50` as `1.5`, `1005.0` as `1005`.
pub(super) fn without_zeros(number: &str) -> Option<String> {
    let has_zeros = number.contains('.') && !has_exponent(number);
    has_zeros.then(|| number.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// `1005` and `1005.00` as `1005.0`, `1.50` as `1.5`.
pub(super) fn with_one_zero(number: &str) -> Option<String> {
    if has_exponent(number) {
        return None;
    }
    let short = if number.contains('.') { number.trim_end_matches('0') } else { number };
    let integer = short.trim_end_matches('.');
    Some(if integer.contains('.') { integer.to_owned() } else { format!("{integer}.0") })
}

/// `1005.00` as `1005.0`, `1.50` as `1.5`, and whole numbers as they are.
pub(super) fn with_a_fraction(number: &str) -> Option<String> {
    if is_integer(number) { None } else { with_one_zero(number) }
}

/// `5` as `5.00`, `1.5` as `1.50`.
pub(super) fn with_two_decimals(number: &str) -> Option<String> {
    let (integer, fraction) = number.split_once('.').unwrap_or((number, ""));
    (!has_exponent(number) && fraction.len() < 2).then(|| format!("{integer}.{fraction:0<2}"))
}

/// A whole number past 2^53 as the nearest one that a double can hold.
pub(super) fn rounded(number: &str) -> Option<String> {
    is_integer(number).then(|| Some(format!("{:.0}", Double::of(number, "")?.value))).flatten()
}

/// `1e-07` as `0.0000001`.
pub(super) fn without_exponent(number: &str) -> Option<String> {
    has_exponent(number).then(|| Some(Double::of(number, "")?.value.to_string())).flatten()
}

/// `1005.0` as `1005`, `1e-07` as `1e-7`, and whole numbers past 2^53 with zeros at the end.
pub(super) fn of_javascript(number: &str) -> Option<String> {
    let double = Double::of(number, "")?;
    // From here on ECMAScript and `encoding/json` of Go change to an exponent.
    Some(if (-6..21).contains(&double.exponent) { double.fixed("") } else { double.scientific("e", 1, "", "+") })
}

/// `1.50` as `1.5`, `0.0000001` as `1e-07`; whole numbers stay.
pub(super) fn of_python(number: &str) -> Option<String> {
    let double = Double::of(number, "").filter(|_| !is_integer(number))?;
    // The bounds of Python's `repr`.
    Some(if (-4..16).contains(&double.exponent) { double.fixed(".0") } else { double.scientific("e", 2, "", "+") })
}

/// `1005` as `1005.0`, `12345678` as `1.2345678E7`.
pub(super) fn of_java(number: &str) -> Option<String> {
    let double = Double::of(number, "")?;
    // The bounds of `Double.toString`.
    Some(if (-3..7).contains(&double.exponent) { double.fixed(".0") } else { double.scientific("E", 1, ".0", "") })
}

pub(super) fn of_java_with_a_point(number: &str) -> Option<String> {
    if is_integer(number) { None } else { of_java(number) }
}

/// `1005.0` as `1005`, `0.0000001` as `1.0e-7`; whole numbers stay.
pub(super) fn of_php(number: &str) -> Option<String> {
    let double = Double::of(number, "").filter(|_| !is_integer(number))?;
    Some(if (-4..17).contains(&double.exponent) { double.fixed("") } else { double.scientific("e", 1, ".0", "+") })
}

/// `0.1` as `0.10000000000000001`: all the digits that tell one double from another; whole numbers stay.
pub(super) fn with_17_digits(number: &str) -> Option<String> {
    let double = Double::of(number, ".16").filter(|_| !is_integer(number))?;
    Some(if (-4..17).contains(&double.exponent) { double.fixed("") } else { double.scientific("e", 1, ".0", "+") })
}

/// A double, with the digits and the decimal exponent of its text.
struct Double {
    value: f64,
    digits: String,
    /// The power of ten of the first digit.
    exponent: i32,
}

impl Double {
    /// With the fewest digits that tell it from others, or with 17.
    fn of(number: &str, precision: &str) -> Option<Self> {
        let value: f64 = number.parse().ok().filter(|value: &f64| value.is_finite())?;
        let text = if precision.is_empty() { format!("{value:e}") } else { format!("{value:.16e}") };
        let (mantissa, exponent) = text.split_once('e')?;
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_end_matches('0');
        Some(Self {
            value,
            digits: if digits.is_empty() { "0" } else { digits }.to_owned(),
            exponent: exponent.parse().ok()?,
        })
    }

    fn sign(&self) -> &'static str {
        if self.value.is_sign_negative() { "-" } else { "" }
    }

    /// Without an exponent; `whole` stands behind what has no fraction.
    fn fixed(&self, point: &str) -> String {
        let (sign, digits) = (self.sign(), self.digits.as_str());
        let Ok(before) = usize::try_from(self.exponent + 1) else {
            let zeros = "0".repeat(usize::try_from(-self.exponent - 1).unwrap_or_default());
            return format!("{sign}0.{zeros}{digits}");
        };
        match digits.split_at_checked(before) {
            _ if before == 0 => format!("{sign}0.{digits}"),
            Some((integer, "")) => format!("{sign}{integer}{point}"),
            Some((integer, fraction)) => format!("{sign}{integer}.{fraction}"),
            None => format!("{sign}{digits:0<before$}{point}"),
        }
    }

    /// With an exponent of at least so many digits; `whole` stands behind a mantissa of one digit.
    fn scientific(&self, letter: &str, width: usize, point: &str, plus: &str) -> String {
        let (first, others) = self.digits.split_at(1);
        let mantissa = if others.is_empty() { format!("{first}{point}") } else { format!("{first}.{others}") };
        let sign = if self.exponent < 0 { "-" } else { plus };
        format!("{}{mantissa}{letter}{sign}{:0width$}", self.sign(), self.exponent.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the languages themselves print: Node 20, Python 3.12, Java 17 and PHP 8.2.
    #[test]
    fn a_double_is_written_as_each_language_does() {
        type Case = (&'static str, [&'static str; 4]);
        const CASES: [Case; 9] = [
            ("1005.0", ["1005", "1005.0", "1005.0", "1005"]),
            ("1.50", ["1.5", "1.5", "1.5", "1.5"]),
            ("0.0000001", ["1e-7", "1e-07", "1.0E-7", "1.0e-7"]),
            ("1e-07", ["1e-7", "1e-07", "1.0E-7", "1.0e-7"]),
            ("0.00012", ["0.00012", "0.00012", "1.2E-4", "0.00012"]),
            ("12345678.9", ["12345678.9", "12345678.9", "1.23456789E7", "12345678.9"]),
            ("-0.05", ["-0.05", "-0.05", "-0.05", "-0.05"]),
            ("1e22", ["1e+22", "1e+22", "1.0E22", "1.0e+22"]),
            ("0.0", ["0", "0.0", "0.0", "0"]),
        ];
        for (number, [javascript, python, java, php]) in CASES {
            assert_eq!(of_javascript(number).as_deref(), Some(javascript), "{number}");
            assert_eq!(of_python(number).as_deref(), Some(python), "{number}");
            assert_eq!(of_java(number).as_deref(), Some(java), "{number}");
            assert_eq!(of_php(number).as_deref(), Some(php), "{number}");
        }
        assert_eq!(rounded("9007199254740993").as_deref(), Some("9007199254740992"));
        assert_eq!(rounded("1234567890123456789").as_deref(), Some("1234567890123456768"));
        assert_eq!(of_javascript("1234567890123456789").as_deref(), Some("1234567890123456800"));
        assert_eq!(of_java("1005").as_deref(), Some("1005.0"));
        assert_eq!(with_17_digits("1.10").as_deref(), Some("1.1000000000000001"));
        assert_eq!(without_exponent("1e-07").as_deref(), Some("0.0000001"));
    }

    #[test]
    fn zeros_come_and_go_without_a_float() {
        assert_eq!(without_zeros("100.50").as_deref(), Some("100.5"));
        assert_eq!(without_zeros("1005.0").as_deref(), Some("1005"));
        assert_eq!(without_zeros("100"), None);
        assert_eq!(with_one_zero("1005.00").as_deref(), Some("1005.0"));
        assert_eq!(with_one_zero("5").as_deref(), Some("5.0"));
        assert_eq!(with_a_fraction("5"), None);
        assert_eq!(with_two_decimals("5.1").as_deref(), Some("5.10"));
        assert!(is_number("-1.5E+7") && !is_number("1.") && !is_number("订") && !is_number("1e") && !is_number(""));
    }
}
