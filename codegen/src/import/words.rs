//! The part of a platform's `import:` that the writing half reads: the types of its pager, the fields that
//! hold personal data, and English names for words of its coded values.

use crate::catalogue::Code;
use crate::syntax::Node;

use super::profile::Misfit;

/// A platform's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The types of a pager.
    pub pager: Vec<String>,
    /// The rows of the pager that the platform's endpoints share.
    pub shared_pager: Vec<String>,
    /// Names of fields that hold personal data.
    pub sensitive: Vec<String>,
    /// Words of coded values with their English names.
    pub glossary: Vec<(String, String)>,
}

impl Words {
    /// The words of an `import:` mapping. Its other keys are read by the profile.
    pub(crate) fn lower(node: &Node, misfits: &mut Vec<Misfit>) -> Self {
        let list =
            |key: &str, misfits: &mut Vec<Misfit>| node.get(key).map_or_else(Vec::new, |node| texts(node, misfits));
        let mut words = Self {
            pager: list("pager", misfits),
            shared_pager: Vec::new(),
            sensitive: list("sensitive", misfits),
            glossary: Vec::new(),
        };
        if let Some(glossary) = node.get("glossary") {
            let Some(entries) = glossary.map() else {
                let message =
                    format!("the glossary is a mapping from a name to the vendor's words, not {}", glossary.what());
                misfits.push(Misfit::kind(glossary.span, message));
                return words;
            };
            for entry in entries {
                let name = &entry.key.text;
                let is_name = name.starts_with(|one: char| one.is_ascii_lowercase())
                    && name.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_');
                if !is_name {
                    let message = format!("`{name}` is no name of a code");
                    let help = "a letter, then a-z, 0-9 and `_`".to_owned();
                    misfits.push(Misfit { span: entry.key.span, code: Code::BadName, message, help });
                    continue;
                }
                words.glossary.extend(texts(&entry.value, misfits).into_iter().map(|word| (word, name.clone())));
            }
        }
        words
    }
}

fn texts(node: &Node, misfits: &mut Vec<Misfit>) -> Vec<String> {
    let one = std::slice::from_ref(node);
    let mut texts = Vec::new();
    for row in node.list().unwrap_or(one) {
        match row.scalar() {
            Some(text) if !text.text.trim().is_empty() => texts.push(text.text.trim().to_owned()),
            _ => misfits.push(Misfit::kind(row.span, format!("a word is text, not {}", row.what()))),
        }
    }
    texts
}
