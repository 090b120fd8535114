//! Where in a value one stands, as a stack that costs nothing until it is written down.

use std::fmt::Write;

enum Step<'m> {
    Field(&'m str),
    Key(String),
    Row(usize),
}

/// A place such as `order_rows[3].line_items[0].num`.
#[derive(Default)]
pub(crate) struct Place<'m>(Vec<Step<'m>>);

impl<'m> Place<'m> {
    pub(crate) fn field(&mut self, name: &'m str) {
        self.0.push(Step::Field(name));
    }

    /// Down into a map, to what stands under a name of the document.
    pub(crate) fn key(&mut self, name: &str) {
        self.0.push(Step::Key(name.to_owned()));
    }

    pub(crate) fn row(&mut self, number: usize) {
        self.0.push(Step::Row(number));
    }

    pub(crate) fn up(&mut self) {
        self.0.pop();
    }

    pub(crate) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is a row of a list or a value of a map.
    pub(crate) fn is_element(&self) -> bool {
        matches!(self.0.last(), Some(Step::Row(_) | Step::Key(_)))
    }

    pub(crate) fn below(&self, name: &str) -> String {
        let path = self.path();
        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
    }

    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.0 {
            match step {
                Step::Field(name) => push(&mut path, name),
                Step::Key(name) => push(&mut path, name),
                // Writing to a `String` cannot fail.
                Step::Row(number) => _ = write!(path, "[{number}]"),
            }
        }
        path
    }
}

fn push(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}
