//! Numbers as text without `fmt`, whose machinery costs more than the digits: a push of 50 trades writes a thousand of them.

/// The text of a number, on the stack.
#[derive(Clone, Copy)]
pub(crate) struct Digits {
    /// Filled from its end.
    bytes: [u8; Self::MOST],
    start: usize,
}

impl Digits {
    /// A sign, 28 digits, a point and the zero before it; a number of 64 bits is shorter.
    const MOST: usize = 32;
    const NONE: Self = Self { bytes: [0; Self::MOST], start: Self::MOST };

    /// A whole number.
    pub(crate) fn of(number: i64) -> Self {
        let mut digits = Self::NONE;
        let mut unwritten = number.unsigned_abs();
        loop {
            digits.put(digit(unwritten));
            unwritten /= 10;
            if unwritten == 0 {
                break;
            }
        }
        digits.signed(number < 0)
    }

    /// `mantissa` × 10^-`scale`, of at most 28 digits each.
    pub(crate) fn of_decimal(mantissa: i128, scale: u32) -> Self {
        let (mut digits, mut place) = (Self::NONE, 0);
        let mut put = |byte| {
            if place == scale && scale > 0 {
                digits.put(b'.');
            }
            digits.put(byte);
            place += 1;
            // A digit stands before the point in any case.
            place <= scale
        };
        let (mut wide, mut is_short) = (mantissa.unsigned_abs(), true);
        // Nearly all are of 64 bits, which divide ten times faster.
        let mut narrow = loop {
            if let Ok(narrow) = u64::try_from(wide) {
                break narrow;
            }
            is_short = put(digit(u64::try_from(wide % 10).unwrap_or_default()));
            wide /= 10;
        };
        while narrow > 0 || is_short {
            is_short = put(digit(narrow));
            narrow /= 10;
        }
        digits.signed(mantissa < 0)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    fn signed(mut self, is_negative: bool) -> Self {
        if is_negative {
            self.put(b'-');
        }
        self
    }

    fn put(&mut self, byte: u8) {
        if let Some(place) = self.start.checked_sub(1).and_then(|start| self.bytes.get_mut(start)) {
            *place = byte;
            self.start -= 1;
        }
    }
}

/// The last digit of a number.
fn digit(number: u64) -> u8 {
    b"0123456789"[(number % 10) as usize]
}

/// Writes a number over the whole of a place, with zeros before it.
pub(crate) fn fill(place: &mut [u8], number: u64) {
    let mut unwritten = number;
    for byte in place.iter_mut().rev() {
        *byte = digit(unwritten);
        unwritten /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_written_as_fmt_writes_them() {
        for number in [0, 7, -7, 10, 1_234_567_890, i64::MAX, i64::MIN] {
            assert_eq!(Digits::of(number).as_str(), number.to_string());
        }
    }

    #[test]
    fn decimals_keep_their_zeros() {
        const MOST: i128 = 10_i128.pow(28) - 1;
        for (mantissa, scale, text) in [
            (0, 0, "0"),
            (0, 2, "0.00"),
            (5, 2, "0.05"),
            (-1050, 2, "-10.50"),
            (12, 0, "12"),
            (MOST, 28, "0.9999999999999999999999999999"),
            (-MOST, 28, "-0.9999999999999999999999999999"),
            (MOST, 27, "9.999999999999999999999999999"),
            (10_i128.pow(27), 4, "100000000000000000000000.0000"),
        ] {
            assert_eq!(Digits::of_decimal(mantissa, scale).as_str(), text);
        }
    }

    #[test]
    fn a_place_is_filled_with_zeros_before() {
        let mut place = [0; 4];
        fill(&mut place, 42);
        assert_eq!(&place, b"0042");
    }
}
