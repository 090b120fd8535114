//! What a node of a tree holds several of: its own, or those of an arena that the whole tree stands in.

use std::ops::{Deref, DerefMut};

/// Rows, fields or entries. What was read from a document is owned; a typed request stands in one arena, so that a request
/// of ten thousand fields takes no more allocations than one of ten.
#[derive(Clone, Debug)]
pub enum Many<'v, T> {
    /// Their own.
    Owned(Vec<T>),
    /// Those of an arena.
    Shared(&'v [T]),
}

impl<T: Clone> Many<'_, T> {
    /// They themselves; those of an arena are copied.
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Self::Owned(items) => items,
            Self::Shared(items) => items.to_vec(),
        }
    }

    /// They themselves, to be changed; those of an arena are copied.
    pub fn to_mut(&mut self) -> &mut Vec<T> {
        loop {
            match self {
                Self::Owned(items) => return items,
                // The next turn finds them owned.
                Self::Shared(items) => *self = Self::Owned(items.to_vec()),
            }
        }
    }
}

impl<T> Deref for Many<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Owned(items) => items,
            Self::Shared(items) => items,
        }
    }
}

/// What is changed is owned from then on.
impl<T: Clone> DerefMut for Many<'_, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.to_mut()
    }
}

impl<T> Default for Many<'_, T> {
    fn default() -> Self {
        Self::Owned(Vec::new())
    }
}

impl<T: PartialEq> PartialEq for Many<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Many<'_, T> {}

impl<T> From<Vec<T>> for Many<'_, T> {
    fn from(items: Vec<T>) -> Self {
        Self::Owned(items)
    }
}

impl<T, const N: usize> From<[T; N]> for Many<'_, T> {
    fn from(items: [T; N]) -> Self {
        Self::Owned(items.into())
    }
}

impl<T> FromIterator<T> for Many<'_, T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::Owned(items.into_iter().collect())
    }
}

impl<T: Clone> IntoIterator for Many<'_, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_vec().into_iter()
    }
}

impl<'m, T> IntoIterator for &'m Many<'_, T> {
    type Item = &'m T;
    type IntoIter = std::slice::Iter<'m, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'m, T: Clone> IntoIterator for &'m mut Many<'_, T> {
    type Item = &'m mut T;
    type IntoIter = std::slice::IterMut<'m, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
