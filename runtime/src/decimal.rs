//! Exact decimals. A value is read strictly, keeps the digits that were written (`10.00` stays `10.00`)
//! and never passes a float. How many digits a field may have is the validator's concern.

mod stored;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::digits::Digits;
use stored::Stored;

/// The most significant digits, and the most digits after the point, that a [`Decimal`] holds.
pub const MAX_DIGITS: usize = 28;

/// The largest mantissa: 28 nines.
const LARGEST: u128 = 10_u128.pow(28) - 1;

/// An exact decimal of at most 28 digits.
///
/// Comparison is by value: `10.00` equals `10`.
#[derive(Clone, Copy)]
pub struct Decimal(Stored);

impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self(Stored::ZERO);

    /// `mantissa` × 10^-`scale`, such as `new(1050, 2)` for `10.50`. `None` when `scale` is above 28.
    pub fn new(mantissa: i64, scale: u32) -> Option<Self> {
        Stored::new(mantissa.into(), scale).map(Self)
    }

    /// The sum; `None` when it has too many digits.
    #[must_use]
    pub fn checked_add(self, addend: Self) -> Option<Self> {
        self.short_sum(addend)
            .or_else(|| self.aligned(addend, i128::checked_add))
            .or_else(|| self.normalized().aligned(addend.normalized(), i128::checked_add))
    }

    /// The difference; `None` when it has too many digits.
    #[must_use]
    pub fn checked_sub(self, subtrahend: Self) -> Option<Self> {
        self.checked_add(Self::from_parts(-subtrahend.0.mantissa(), subtrahend.scale())?)
    }

    /// The product; `None` when it has too many digits.
    #[must_use]
    pub fn checked_mul(self, factor: Self) -> Option<Self> {
        self.times(factor).or_else(|| {
            let (left, right) = (self.normalized(), factor.normalized());
            left.times(right)
        })
    }

    /// The mantissa, where it is of 64 bits, as nearly all are: sums and products of such take a tenth of the time.
    fn short(self) -> Option<i64> {
        i64::try_from(self.0.mantissa()).ok()
    }

    fn short_sum(self, addend: Self) -> Option<Self> {
        let scale = self.scale().max(addend.scale());
        let at_scale = |value: Self| value.short()?.checked_mul(10_i64.checked_pow(scale - value.scale())?);
        Self::new(at_scale(self)?.checked_add(at_scale(addend)?)?, scale)
    }

    /// The product at the sum of both scales, or at a smaller one where that is too large.
    fn times(self, factor: Self) -> Option<Self> {
        if let (Some(left), Some(right), 0..=28) = (self.short(), factor.short(), self.scale() + factor.scale())
            && let Some(product) = left.checked_mul(right)
        {
            return Self::new(product, self.scale() + factor.scale());
        }
        let (mut mantissa, mut scale) =
            (self.0.mantissa().checked_mul(factor.0.mantissa())?, self.scale() + factor.scale());
        while scale > 0 && mantissa % 10 == 0 && (scale > 28 || mantissa.unsigned_abs() > LARGEST) {
            (mantissa, scale) = (mantissa / 10, scale - 1);
        }
        Self::from_parts(mantissa, scale)
    }

    /// An operation on both mantissas at the larger scale.
    fn aligned(self, operand: Self, operation: fn(i128, i128) -> Option<i128>) -> Option<Self> {
        let scale = self.scale().max(operand.scale());
        let at_scale = |value: Self| value.0.mantissa().checked_mul(10_i128.checked_pow(scale - value.scale())?);
        Self::from_parts(operation(at_scale(self)?, at_scale(operand)?)?, scale)
    }

    /// The one constructor that everything passes: within 28 digits, and a zero has no sign.
    fn from_parts(mantissa: i128, scale: u32) -> Option<Self> {
        if mantissa.unsigned_abs() > LARGEST {
            return None;
        }
        Stored::new(mantissa, scale).map(Self)
    }

    /// Without zeros at the end of its fraction.
    #[must_use]
    pub fn normalized(self) -> Self {
        Self(self.0.normalize())
    }

    /// The digits after the point, as written.
    pub fn scale(self) -> u32 {
        self.0.scale()
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative()
    }

    /// The value as a whole number, when it is one and fits.
    pub fn to_i64(self) -> Option<i64> {
        let normal = self.normalized().0;
        (normal.scale() == 0).then(|| i64::try_from(normal.mantissa()).ok()).flatten()
    }

    /// Whether it has no more digits than these before and behind its point, as it is written; one with idle zeros may have.
    pub(crate) fn is_within(self, before: u32, behind: u32) -> bool {
        let most = before.saturating_add(self.scale());
        let mantissa = self.0.mantissa().unsigned_abs();
        self.scale() <= behind
            && match (u64::try_from(mantissa), 10_u64.checked_pow(most)) {
                (Ok(mantissa), Some(bound)) => mantissa < bound,
                _ => 10_u128.checked_pow(most).is_none_or(|bound| mantissa < bound),
            }
    }

    /// The digits before the point (without leading zeros) and those after it (without trailing zeros).
    pub fn digits(self) -> (u32, u32) {
        let value = self.normalized().0;
        let all = value.mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log + 1);
        (all.saturating_sub(value.scale()), value.scale())
    }

    /// Its text.
    pub(crate) fn written(self) -> Digits {
        Digits::of_decimal(self.0.mantissa(), self.0.scale())
    }

    /// A number as a server may write it: also with a plus sign, without the zero before its point, or with an exponent,
    /// as some languages print floats.
    pub(crate) fn parse_lenient(text: &str) -> Option<Self> {
        let signed = text.strip_prefix('+').filter(|unsigned| !unsigned.starts_with('-')).unwrap_or(text);
        let Some(letter) = signed.find(['e', 'E']) else { return Self::parse_short(signed) };
        let number = Self::parse_short(signed.get(..letter)?)?.normalized().0;
        let exponent = signed.get(letter + 1..)?;
        if number.is_zero() {
            // However long its exponent is.
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            return (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(Self::ZERO);
        }
        let exponent: i32 = exponent.parse().ok()?;
        let scale = i32::try_from(number.scale()).ok()?.checked_sub(exponent)?;
        let (mantissa, scale) = if let Ok(scale) = u32::try_from(scale) {
            (number.mantissa(), scale)
        } else {
            (number.mantissa().checked_mul(10_i128.checked_pow(scale.unsigned_abs())?)?, 0)
        };
        Self::from_parts(mantissa, scale)
    }

    /// Reads a number of at most 18 digits, which most are: in one pass, and without numbers of 128 bits. `None` of any other
    /// text.
    fn parse_digits(text: &str) -> Option<Self> {
        const MOST: usize = 18;
        let (is_negative, unsigned) = match text.as_bytes() {
            [b'-', unsigned @ ..] => (true, unsigned),
            unsigned => (false, unsigned),
        };
        let (mut mantissa, mut point) = (0_u64, None);
        // With the point, or one digit too many, which 64 bits hold too.
        for (index, byte) in unsigned.iter().enumerate().take(MOST + 1) {
            match byte.wrapping_sub(b'0') {
                digit @ 0..=9 => mantissa = mantissa * 10 + u64::from(digit),
                _ if *byte == b'.' && point.is_none() => point = Some(index),
                _ => return None,
            }
        }
        let scale = point.map_or(0, |point| unsigned.len() - 1 - point);
        let digits = unsigned.len() - usize::from(point.is_some());
        // Neither the whole part nor the fraction may be empty.
        let is_number = (1..=MOST).contains(&digits) && point != Some(0) && (point.is_none() || scale > 0);
        let mantissa = i64::try_from(mantissa).ok()?;
        let mantissa = if is_negative { -mantissa } else { mantissa };
        if is_number { Self::new(mantissa, u32::try_from(scale).ok()?) } else { None }
    }

    /// Reads a number that may lack the zero before its point.
    fn parse_short(text: &str) -> Option<Self> {
        let (sign, unsigned) = text.strip_prefix('-').map_or(("", text), |unsigned| ("-", unsigned));
        if unsigned.starts_with('.') { format!("{sign}0{unsigned}").parse().ok() } else { text.parse().ok() }
    }
}

/// Why a text is no [`Decimal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalError {
    /// It is not an optional `-`, digits, and optionally a point and digits.
    Malformed,
    /// It has more than 28 digits.
    TooLong,
}

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a decimal: expected digits with at most one point, such as -12.50",
            Self::TooLong => "a decimal of more than 28 digits",
        })
    }
}

impl std::error::Error for DecimalError {}

impl FromStr for Decimal {
    type Err = DecimalError;

    /// Reads an optional `-`, digits, and optionally a point and digits; nothing is rounded.
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        if let Some(short) = Self::parse_digits(text) {
            return Ok(short);
        }
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (integer, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(integer) || !digits(fraction) {
            return Err(DecimalError::Malformed);
        }
        let fraction = if unsigned.contains('.') { fraction } else { "" };
        let significant = integer.trim_start_matches('0').len() + fraction.len();
        if significant > MAX_DIGITS {
            return Err(DecimalError::TooLong);
        }
        let mut mantissa: i128 = 0;
        for byte in integer.bytes().chain(fraction.bytes()) {
            mantissa = mantissa * 10 + i128::from(byte - b'0');
        }
        if unsigned.len() != text.len() {
            mantissa = -mantissa;
        }
        let scale = u32::try_from(fraction.len()).map_err(|_| DecimalError::TooLong)?;
        Self::from_parts(mantissa, scale).ok_or(DecimalError::TooLong)
    }
}

/// With all its digits; with a precision, so many behind the point, of which none is rounded.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = self.written();
        let unsigned = written.as_str().trim_start_matches('-');
        let Some(precision) = f.precision() else { return f.pad_integral(!self.is_negative(), "", unsigned) };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let mut digits = whole.to_owned();
        if precision > 0 {
            digits.push('.');
            digits.extend(fraction.chars().chain(std::iter::repeat('0')).take(precision));
        }
        f.pad_integral(!self.is_negative(), "", &digits)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(other.0)
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let value = self.normalized().0;
        (value.mantissa(), value.scale()).hash(state);
    }
}

impl From<i32> for Decimal {
    fn from(value: i32) -> Self {
        // At most 19 digits, which fit.
        Self(Stored::new(value.into(), 0).unwrap_or(Stored::ZERO))
    }
}

impl From<u32> for Decimal {
    fn from(value: u32) -> Self {
        // At most 19 digits, which fit.
        Self(Stored::new(value.into(), 0).unwrap_or(Stored::ZERO))
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        // At most 19 digits, which fit.
        Self(Stored::new(value.into(), 0).unwrap_or(Stored::ZERO))
    }
}

#[cfg(feature = "rust_decimal")]
impl From<Decimal> for rust_decimal::Decimal {
    fn from(value: Decimal) -> Self {
        // 28 digits are within its 96 bits.
        Self::try_from_i128_with_scale(value.0.mantissa(), value.scale()).unwrap_or_default()
    }
}

#[cfg(feature = "rust_decimal")]
impl TryFrom<rust_decimal::Decimal> for Decimal {
    type Error = DecimalError;

    fn try_from(value: rust_decimal::Decimal) -> Result<Self, DecimalError> {
        // Through the text: its strict reading is the one place that knows the bounds, and drops a zero's sign.
        value.to_string().parse()
    }
}

#[cfg(test)]
#[path = "decimal_tests.rs"]
mod tests;
