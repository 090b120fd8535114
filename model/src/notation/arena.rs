//! Where what is read lives. The model borrows: the generator keeps it in an arena that a run frees, and a program keeps
//! what its generated code says for as long as it runs.

/// Keeps texts and values for as long as `'m`.
pub trait Arena<'m>: Copy {
    /// Keeps a text.
    fn alloc_str(self, text: &str) -> &'m str;

    /// Keeps a value.
    fn alloc<T: Copy + 'm>(self, value: T) -> &'m T;

    /// Keeps the values of a slice.
    fn alloc_slice<T: Copy + 'm>(self, values: &[T]) -> &'m [T];
}

/// Keeps everything until the program ends: for generated text, of which each piece is read once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forever;

impl Arena<'static> for Forever {
    fn alloc_str(self, text: &str) -> &'static str {
        if text.is_empty() { "" } else { String::from(text).leak() }
    }

    fn alloc<T: Copy + 'static>(self, value: T) -> &'static T {
        Box::leak(Box::new(value))
    }

    fn alloc_slice<T: Copy + 'static>(self, values: &[T]) -> &'static [T] {
        if values.is_empty() { &[] } else { values.to_vec().leak() }
    }
}
