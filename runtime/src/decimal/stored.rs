//! How a decimal is kept: a whole number and how many of its digits stand behind the point. It knows neither how many digits
//! a [`Decimal`](super::Decimal) may have nor how one is read.

use std::cmp::Ordering;

use super::MAX_DIGITS;

/// A mantissa of up to 96 bits in two halves, since an `i128` would take twice the room of all this.
#[derive(Clone, Copy)]
pub(super) struct Stored {
    low: u64,
    high: i32,
    scale: u8,
}

impl Stored {
    pub(super) const ZERO: Self = Self { low: 0, high: 0, scale: 0 };

    /// `mantissa` × 10^-`scale`; `None` if it has more than 96 bits, or more than 28 digits behind the point.
    pub(super) fn new(mantissa: i128, scale: u32) -> Option<Self> {
        let scale = u8::try_from(scale).ok().filter(|scale| usize::from(*scale) <= MAX_DIGITS)?;
        let high = i32::try_from(mantissa >> 64).ok()?;
        // The lower half of the same number.
        let low = u64::try_from(mantissa & i128::from(u64::MAX)).ok()?;
        Some(Self { low, high, scale })
    }

    pub(super) fn mantissa(self) -> i128 {
        (i128::from(self.high) << 64) | i128::from(self.low)
    }

    pub(super) fn scale(self) -> u32 {
        u32::from(self.scale)
    }

    /// Without zeros at the end of its fraction; nothing at all has no digit behind the point.
    pub(super) fn normalize(self) -> Self {
        if self.is_zero() {
            return Self::ZERO;
        }
        let (mut mantissa, mut scale) = (self.mantissa(), self.scale);
        while scale > 0 && is_divisible(mantissa) {
            (mantissa, scale) = (mantissa / 10, scale - 1);
        }
        // It has fewer digits than before.
        Self::new(mantissa, u32::from(scale)).unwrap_or(self)
    }

    pub(super) fn is_zero(self) -> bool {
        self.low == 0 && self.high == 0
    }

    pub(super) fn is_sign_negative(self) -> bool {
        self.high < 0
    }

    /// What stands before the point, and what stands behind it as so many parts of 10^28.
    fn halves(self) -> (i128, i128) {
        let (mantissa, unit) = (self.mantissa(), 10_i128.pow(self.scale()));
        // 28 digits at most, which 128 bits hold. Both halves have the number's sign.
        let missing = MAX_DIGITS.saturating_sub(usize::from(self.scale));
        let widened = 10_i128.pow(u32::try_from(missing).unwrap_or_default());
        (mantissa / unit, (mantissa % unit) * widened)
    }

    pub(super) fn cmp(self, other: Self) -> Ordering {
        if self.scale == other.scale {
            return self.mantissa().cmp(&other.mantissa());
        }
        self.halves().cmp(&other.halves())
    }
}

/// Whether it ends with a zero. Most numbers are short, and 64 bits are divided ten times faster than 128.
fn is_divisible(mantissa: i128) -> bool {
    i64::try_from(mantissa).map_or_else(|_| mantissa % 10 == 0, |mantissa| mantissa % 10 == 0)
}
