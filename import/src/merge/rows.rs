//! A row taken apart into what it says, so that a new title and a changed type of one row do not dispute.

use crate::write::flow;
use signwright_codegen::specs::Located;
use signwright_codegen::syntax::Node;
use signwright_codegen::vocabulary::line;

/// What a row says, by name, in the order of its written form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row(Vec<(&'static str, String)>);

/// What a field's mapping may hold beside its type.
const WORDS: &[&str] = &["title", "text", "example", "missing", "source"];

impl Row {
    /// A field, a line or a mapping. `None` where it cannot be read.
    pub(super) fn of_field(node: &Node) -> Option<Self> {
        let mut row = Vec::new();
        let scalar = match node.map() {
            None => node.scalar()?,
            Some(entries) => {
                let is_known = |key: &str| key == "type" || WORDS.contains(&key);
                if !entries.iter().all(|pair| is_known(&pair.key.text)) {
                    return None;
                }
                node.get("type")?.scalar()?
            }
        };
        let line = line::field(Located { text: &scalar.text, span: scalar.span }).ok()?;
        let place = line.travels.map_or("", |(place, _)| place.word().unwrap_or("body"));
        row.push(("place", place.to_owned()));
        row.push(("type", line.ty.words.text.to_owned()));
        row.push(("mark", marks(line.marks)));
        row.push(("default", line.default.map_or_else(String::new, |default| default.text.to_owned())));
        if node.map().is_none() {
            row.push(("title", spaced(line.title.text)));
            row.push(("text", spaced(line.text.text)));
        }
        if node.map().is_some() {
            for word in WORDS {
                let text = node
                    .get(word)
                    .map(|node| node.scalar().map_or_else(|| parts(node), |text| text.text.trim().to_owned()));
                row.push((word, text.unwrap_or_default()));
            }
        } else {
            row.extend(WORDS.iter().skip(2).map(|word| (*word, String::new())));
        }
        Some(Self(row))
    }

    pub(super) fn of_code(node: &Node) -> Option<Self> {
        let text = node.scalar()?.text.trim();
        let (name, title) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        Some(Self(vec![("name", name.to_owned()), ("title", spaced(title))]))
    }

    /// What the page changed, put into this; and what both changed, with both words.
    pub(super) fn merge(&self, base: Option<&Self>, page: &Self) -> (Self, Vec<(&'static str, String, String)>) {
        let mut merged = self.clone();
        let mut disputed = Vec::new();
        for (name, ours) in &mut merged.0 {
            let now = page.get(name);
            let before = base.map(|base| base.get(name));
            if ours.as_str() == now || before == Some(now) {
                continue;
            }
            if before == Some(ours.as_str()) {
                now.clone_into(ours);
            } else {
                disputed.push((*name, ours.clone(), now.to_owned()));
            }
        }
        (merged, disputed)
    }

    /// The value as it is written: one line, or the rows of a mapping.
    pub(super) fn written(&self, is_code: bool) -> Vec<(String, String)> {
        if is_code {
            return vec![(String::new(), format!("{}  {}", self.get("name"), self.get("title")).trim_end().to_owned())];
        }
        let default = self.get("default");
        let default = match default {
            "" => String::new(),
            text if text.contains(char::is_whitespace) && !text.starts_with('{') => format!(" = \"{text}\""),
            text => format!(" = {text}"),
        };
        let place = self.get("place");
        let gap = if place.is_empty() { "" } else { " " };
        let ty = format!("{place}{gap}{}{}{default}", self.get("type"), self.get("mark"));
        let (title, text) = (self.get("title"), self.get("text"));
        let is_line = ["example", "missing", "source"].iter().all(|word| self.get(word).is_empty())
            && !text.contains('\n')
            && !title.contains(" | ")
            && (text.is_empty() || !title.is_empty())
            // The line's reader would take these for a part of the type.
            && !title.starts_with(['=', '!', '?', '"', '(', '[', '<', '{', '\'']);
        if is_line {
            let bar = if text.is_empty() { String::new() } else { format!(" | {text}") };
            return vec![(String::new(), format!("{ty}  {title}{bar}").trim_end().to_owned())];
        }
        let words = WORDS.iter().filter(|word| !self.get(word).is_empty());
        let words = words.map(|word| ((*word).to_owned(), self.get(word).to_owned()));
        std::iter::once(("type".to_owned(), ty)).chain(words).collect()
    }

    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(part, _)| *part == name).map_or("", |(_, text)| text)
    }
}

/// A mapping such as a source's parts, as it is written on one line.
fn parts(node: &Node) -> String {
    let entries = node.map().unwrap_or_default().iter();
    let said =
        entries.filter_map(|pair| Some(format!("{}: {}", pair.key.text, flow(pair.value.scalar()?.text.trim()))));
    format!("{{ {} }}", said.collect::<Vec<_>>().join(", "))
}

fn marks(marks: line::Marks) -> String {
    let mut out = String::new();
    for (is, mark) in [(marks.required, "!"), (marks.inferred, "?"), (marks.may_be_empty.is_some(), "\"\"")] {
        if is {
            out.push_str(mark);
        }
    }
    out
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
