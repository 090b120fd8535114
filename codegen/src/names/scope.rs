//! Names that must differ from each other: the first to come keeps its name, a later one gets a number.
//! Both that and a name changed because Rust keeps it for itself are reported as notes.

use std::collections::{BTreeMap, HashMap};

use super::ident::is_keyword;
use crate::{
    catalogue::Code,
    diagnostic::{Diagnostic, Diagnostics, Span},
};

/// The names of one namespace of Rust.
pub(crate) struct Scope<'r, 't> {
    taken: BTreeMap<String, Option<Taken<'t>>>,
    /// The number that a name which is taken gets next.
    next: HashMap<String, usize>,
    reserved: &'r [&'r str],
    /// Names that are taken here as well.
    outer: Option<&'r Scope<'r, 't>>,
}

#[derive(Clone, Copy)]
struct Taken<'t> {
    text: &'t str,
    span: Span,
}

impl<'r, 't> Scope<'r, 't> {
    /// A namespace in which generated code uses some names itself.
    pub(crate) fn new(reserved: &'r [&'r str]) -> Self {
        Self { taken: BTreeMap::new(), next: HashMap::new(), reserved, outer: None }
    }

    /// A namespace into which another one reaches.
    pub(crate) fn within(outer: &'r Self, reserved: &'r [&'r str]) -> Self {
        Self { taken: BTreeMap::new(), next: HashMap::new(), reserved, outer: Some(outer) }
    }

    /// Gives out `wanted`, or `wanted` with a number where it is taken. `text` is the name in the spec.
    pub(crate) fn claim(&mut self, wanted: &str, text: &'t str, span: Span, notes: &mut Diagnostics) -> String {
        let name = self.free(wanted);
        if name != wanted {
            notes.push(self.collision(wanted, &name, text, span));
        } else if is_keyword(wanted.trim_end_matches('_')) {
            let message = format!("`{text}` is a word of Rust itself; it becomes `{name}`");
            notes.push(Diagnostic::note(Code::RustNameCollision, span, message).label("a keyword"));
        }
        self.taken.insert(name.clone(), Some(Taken { text, span }));
        name
    }

    /// Gives out a name that is made from another and needs no note of its own.
    pub(crate) fn derive(&mut self, wanted: &str) -> String {
        let name = self.free(wanted);
        self.taken.insert(name.clone(), None);
        name
    }

    fn free(&mut self, wanted: &str) -> String {
        let is_free = |name: &str| self.holder(name).is_none() && !self.reserved.contains(&name);
        if is_free(wanted) {
            return wanted.to_owned();
        }
        let stem = wanted.trim_end_matches('_');
        // Types are numbered `Row2`, everything else `row_2`; after a digit a `_` keeps the two apart.
        let camel = stem.starts_with(char::is_uppercase) && stem.contains(char::is_lowercase);
        let between = if camel && !stem.ends_with(|c: char| c.is_ascii_digit()) { "" } else { "_" };
        // More names than are given out already cannot all be taken, and those before the last number are.
        let outer = self.outer.map_or(0, |outer| outer.taken.len());
        let most = self.taken.len() + self.reserved.len() + outer + 2;
        let first = self.next.get(stem).copied().unwrap_or(2);
        let mut numbered = (first..=most).map(|number| (number, format!("{stem}{between}{number}")));
        let Some((number, name)) = numbered.find(|(_, name)| is_free(name)) else { return wanted.to_owned() };
        self.next.insert(stem.to_owned(), number + 1);
        name
    }

    /// What has this name; `None` within where it needs no note.
    fn holder(&self, name: &str) -> Option<&Option<Taken<'t>>> {
        self.taken.get(name).or_else(|| self.outer?.taken.get(name))
    }

    fn collision(&self, wanted: &str, name: &str, text: &str, span: Span) -> Diagnostic {
        let note = |message: String| Diagnostic::note(Code::RustNameCollision, span, message);
        match self.holder(wanted) {
            Some(Some(first)) => {
                let both = format!(
                    "`{}` and `{text}` would both be `{wanted}` in Rust; this one becomes `{name}`",
                    first.text
                );
                note(both).label("the second").related(first.span, "the first")
            }
            _ => {
                note(format!("`{wanted}` has a meaning in generated code; `{text}` becomes `{name}`")).label("renamed")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;
    use crate::diagnostic::{Diagnostics, FileId, Span};

    const fn at(start: u32) -> Span {
        Span { file: FileId(0), start, end: start + 1 }
    }

    #[test]
    fn the_first_keeps_its_name_and_the_note_shows_both() {
        let mut notes = Diagnostics::default();
        let mut scope = Scope::new(&["Record"]);
        assert_eq!(scope.claim("a_b", "a-b", at(0), &mut notes), "a_b");
        assert_eq!(scope.claim("a_b_2", "a_b_2", at(1), &mut notes), "a_b_2");
        assert_eq!(scope.claim("a_b", "aB", at(2), &mut notes), "a_b_3");
        assert_eq!(scope.claim("Record", "Record", at(3), &mut notes), "Record2");
        assert_eq!(scope.claim("Step1", "Step1", at(4), &mut notes), "Step1");
        assert_eq!(scope.claim("Step1", "step1", at(5), &mut notes), "Step1_2");
        assert_eq!(scope.claim("type_", "type", at(6), &mut notes), "type_");
        assert_eq!(scope.claim("type_", "Type", at(7), &mut notes), "type_2");
        let notes: Vec<_> = notes.sorted().into_iter().map(|note| note.message.as_str()).collect();
        assert_eq!(
            notes,
            [
                "`a-b` and `aB` would both be `a_b` in Rust; this one becomes `a_b_3`",
                "`Record` has a meaning in generated code; `Record` becomes `Record2`",
                "`Step1` and `step1` would both be `Step1` in Rust; this one becomes `Step1_2`",
                "`type` is a word of Rust itself; it becomes `type_`",
                "`type` and `Type` would both be `type_` in Rust; this one becomes `type_2`",
            ]
        );
    }
}
