//! Where a loaded model lives. The model only borrows, so one arena per run owns its text and tables;
//! dropping the arena frees a run, and a program that reloads never leaks.

use bumpalo::Bump;

/// Owns what a loaded model borrows.
#[derive(Debug, Default)]
pub struct Arena(Bump);

impl Arena {
    /// An empty arena.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a text.
    pub fn alloc_str(&self, text: &str) -> &str {
        // Most optional texts are empty: they need no place of their own.
        if text.is_empty() { "" } else { self.0.alloc_str(text) }
    }

    /// Keeps a value.
    pub fn alloc<T: Copy>(&self, value: T) -> &T {
        self.0.alloc(value)
    }

    /// Keeps the values of a slice.
    pub fn alloc_slice<T: Copy>(&self, values: &[T]) -> &[T] {
        if values.is_empty() { &[] } else { self.0.alloc_slice_copy(values) }
    }
}

impl<'m> signwright_model::notation::Arena<'m> for &'m Arena {
    fn alloc_str(self, text: &str) -> &'m str {
        self.alloc_str(text)
    }

    fn alloc<T: Copy + 'm>(self, value: T) -> &'m T {
        self.alloc(value)
    }

    fn alloc_slice<T: Copy + 'm>(self, values: &[T]) -> &'m [T] {
        self.alloc_slice(values)
    }
}
