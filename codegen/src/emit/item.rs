//! Structs and enums as text, laid out as prettyplease lays them out. It parses nothing: an item with a line that
//! prettyplease would break is left to `print`.

use super::docs::Docs;

/// A struct or an enum in the making.
pub(crate) struct Item {
    text: String,
    is_empty: bool,
}

impl Item {
    /// A struct, which others may be able to construct.
    pub(crate) fn of_struct(docs: &Docs, is_non_exhaustive: bool, name: &str) -> Self {
        Self::new(docs, is_non_exhaustive, "pub struct ", name)
    }

    /// An enum that may grow.
    pub(crate) fn of_enum(docs: &Docs, name: &str) -> Self {
        Self::new(docs, true, "pub enum ", name)
    }

    fn new(docs: &Docs, is_non_exhaustive: bool, keyword: &str, name: &str) -> Self {
        let mut text = String::with_capacity(2048);
        docs.write(&mut text, "", "///");
        text.push_str(if is_non_exhaustive { "#[non_exhaustive]\n" } else { "" });
        text.extend([keyword, name, " {"]);
        Self { text, is_empty: true }
    }

    /// A field.
    pub(crate) fn field(&mut self, docs: &Docs, name: &str, ty: &str) {
        self.member(docs, &["pub ", name, ": ", ty]);
    }

    /// A variant.
    pub(crate) fn variant(&mut self, docs: &Docs, name: &str) {
        self.member(docs, &[name]);
    }

    fn member(&mut self, docs: &Docs, parts: &[&str]) {
        self.text.push_str(if self.is_empty { "\n" } else { "" });
        self.is_empty = false;
        docs.write(&mut self.text, MARGIN, "///");
        self.text.push_str(MARGIN);
        self.text.extend(parts.iter().copied());
        self.text.push_str(",\n");
    }

    /// The text of the item.
    pub(crate) fn finish(mut self) -> String {
        self.text.push_str("}\n");
        self.text
    }
}

const MARGIN: &str = "    ";
