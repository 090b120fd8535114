//! Texts one behind the other in one piece of memory, wiped when it goes: keys of a thousand rows take no more allocations
//! than those of ten.

use zeroize::Zeroizing;

/// Several texts.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    text: Zeroizing<String>,
    ends: Vec<usize>,
}

impl Texts {
    /// None yet, with room for so many of some 16 bytes. All of the room is wiped later, so it should be no more than is likely.
    pub(crate) fn for_rows(rows: usize) -> Self {
        Self { text: Zeroizing::new(String::with_capacity(rows.saturating_mul(16))), ends: Vec::with_capacity(rows) }
    }

    /// A copy with room for so many more.
    pub(crate) fn with_room(&self, rows: usize) -> Self {
        let mut texts = Self {
            text: Zeroizing::new(String::with_capacity(self.text.len() + rows * 16)),
            ends: Vec::with_capacity(self.ends.len() + rows),
        };
        texts.text.push_str(&self.text);
        texts.ends.extend_from_slice(&self.ends);
        texts
    }

    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(begin, end)| self.text.get(begin..*end).unwrap_or_default())
    }

    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let begin = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(begin..end)
    }

    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were_put() {
        let mut texts = Texts::for_rows(1);
        for text in ["订单😀", "", "，", "订单😀"] {
            texts.push(text);
        }
        let more = texts.with_room(8);
        assert_eq!(more.iter().collect::<Vec<_>>(), ["订单😀", "", "，", "订单😀"]);
        assert_eq!((more.len(), more.is_empty(), Texts::default().is_empty()), (4, false, true));
        assert!(more == texts);
        assert_eq!(
            (texts.get(0), texts.get(1), texts.get(3), texts.get(4)),
            (Some("订单😀"), Some(""), Some("订单😀"), None)
        );
    }
}
