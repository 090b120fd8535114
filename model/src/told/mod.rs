//! Which tree each part of the model is, both ways at once: the generator tells the model by these lists, and the runtime
//! reads what it told by the same ones. Here is how plain values are told; the lists are in `parts`, what they mean in
//! `macros`. Tables of records stand in a text of their own, see `tables`.
//!
//! A `const` of the same would be checked anew by every program that has it: two million instructions for a rule.

mod macros;
mod parts;

use std::slice::Iter;

use super::Tree;

/// A part of the model that is told as a tree.
pub trait Told<'m>: Sized {
    /// As a tree.
    fn tree(&self) -> Tree<'m>;

    /// From a tree; whatever is not as [`tree`](Self::tree) makes it is absent.
    fn read(tree: &Tree<'m>) -> Self;

    /// What it is where nothing is said.
    fn absent() -> Self;

    /// Whether it goes without saying.
    fn is_absent(&self) -> bool {
        false
    }
}

/// What a text of generated code says.
pub(super) fn read<T: Told<'static>>(text: &'static str) -> T {
    T::read(&Tree::read(text))
}

fn field<'m, T: Told<'m>>(fields: &[(&str, Tree<'m>)], name: &str) -> T {
    fields.iter().find(|(field, _)| *field == name).map_or_else(T::absent, |(_, tree)| T::read(tree))
}

fn fields<'a, 'm>(tree: Option<&'a Tree<'m>>) -> &'a [(&'m str, Tree<'m>)] {
    if let Some(Tree::Fields(fields)) = tree { fields } else { &[] }
}

fn variant<'a, 'm>(tree: &'a Tree<'m>) -> (&'m str, &'a [Tree<'m>]) {
    if let Tree::Variant(name, parts) = tree { (name, parts) } else { ("", &[]) }
}

/// Tells a field, unless it goes without saying.
fn tell<'m>(told: &mut Vec<(&'m str, Tree<'m>)>, name: &'m str, value: &impl Told<'m>) {
    told.extend((!value.is_absent()).then(|| (name, value.tree())));
}

fn next<'m, T: Told<'m>>(parts: &mut Iter<'_, Tree<'m>>) -> T {
    parts.next().map_or_else(T::absent, T::read)
}

impl<'m> Told<'m> for &'m str {
    fn tree(&self) -> Tree<'m> {
        Tree::Text(self)
    }

    fn read(tree: &Tree<'m>) -> Self {
        if let Tree::Text(text) = tree { text } else { "" }
    }

    fn absent() -> Self {
        ""
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<'m> Told<'m> for bool {
    fn tree(&self) -> Tree<'m> {
        Tree::Variant(if *self { "true" } else { "false" }, Vec::new())
    }

    fn read(tree: &Tree<'m>) -> Self {
        variant(tree).0 == "true"
    }

    fn absent() -> Self {
        false
    }

    fn is_absent(&self) -> bool {
        !self
    }
}

macro_rules! numbers {
    ($($number:ident)*) => { $(
        impl<'m> Told<'m> for $number {
            fn tree(&self) -> Tree<'m> {
                Tree::Number(i64::from(*self))
            }

            fn read(tree: &Tree<'m>) -> Self {
                let number = if let Tree::Number(number) = tree { *number } else { 0 };
                Self::try_from(number).unwrap_or_default()
            }

            fn absent() -> Self {
                0
            }
        }
    )* };
}

numbers! { u8 i16 i32 u32 i64 }

impl<'m, T: Told<'m>> Told<'m> for Option<T> {
    fn tree(&self) -> Tree<'m> {
        self.as_ref().map_or_else(|| Tree::Variant("None", Vec::new()), T::tree)
    }

    fn read(tree: &Tree<'m>) -> Self {
        (variant(tree).0 != "None").then(|| T::read(tree))
    }

    fn absent() -> Self {
        None
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<'m, T: Told<'m>> Told<'m> for &'m [T] {
    fn tree(&self) -> Tree<'m> {
        Tree::List(self.iter().map(T::tree).collect())
    }

    fn read(tree: &Tree<'m>) -> Self {
        let list = if let Tree::List(list) = tree { &list[..] } else { &[] };
        list.iter().map(T::read).collect::<Vec<_>>().leak()
    }

    fn absent() -> Self {
        &[]
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<'m, T: Told<'m>> Told<'m> for &'m T {
    fn tree(&self) -> Tree<'m> {
        T::tree(self)
    }

    fn read(tree: &Tree<'m>) -> Self {
        Box::leak(Box::new(T::read(tree)))
    }

    fn absent() -> Self {
        Box::leak(Box::new(T::absent()))
    }
}

impl<'m, T: Told<'m>> Told<'m> for (&'m str, T) {
    fn tree(&self) -> Tree<'m> {
        Tree::Variant("", vec![self.0.tree(), self.1.tree()])
    }

    fn read(tree: &Tree<'m>) -> Self {
        let mut parts = variant(tree).1.iter();
        (next(&mut parts), next(&mut parts))
    }

    fn absent() -> Self {
        ("", T::absent())
    }
}
