//! What a caller must have, and values for it in vectors and the sandbox.

use signwright_model::{Credential, CredentialPart};

use crate::catalogue::Code;
use crate::lower::Lowering;
use crate::lower::notation::mapping::Mapping;
use crate::lower::notation::rows;
use crate::suggest;
use crate::syntax::Entry;

/// Lowers `credentials`.
pub(in crate::lower) fn credentials<'m>(entry: &Entry, lowering: &mut Lowering<'m, '_>) -> &'m [Credential<'m>] {
    let Some(mapping) = Mapping::of(&entry.value, "`credentials`", entry.key.span, lowering) else { return &[] };
    let list: Vec<_> = mapping.all().iter().filter_map(|entry| credential(entry, lowering)).collect();
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in list.iter().flat_map(Credential::names) {
        if names.contains(&name) {
            let message = format!("two credentials or parts are named `{name}`");
            lowering.error(Code::DuplicateKey, entry.key.span, message, "give one of them another name");
        }
        names.push(name);
    }
    lowering.arena.alloc_slice(&list)
}

/// Whether a credential or a part of one has this name and is secret.
pub(super) fn is_secret(credentials: &[Credential<'_>], name: &str) -> bool {
    credentials.iter().flat_map(Credential::names).any(|named| named == (name, true))
}

/// Values for some of the platform's credentials, in a vector or for the sandbox. Other names are reported.
pub(in crate::lower) fn given<'m>(
    entry: &Entry,
    known: &[Credential<'_>],
    lowering: &mut Lowering<'m, '_>,
) -> &'m [(&'m str, &'m str)] {
    for name in entry.value.map().unwrap_or_default().iter().map(|entry| entry.key.located()) {
        if !known.iter().any(|known| known.name == name.text) {
            let help = suggest::help(name.text, known.iter().map(|known| known.name));
            let message = format!("the platform has no credential `{}`", name.text);
            lowering.error(Code::UnknownName, name.span, message, help);
        }
    }
    lowering.pairs(&entry.value, "`credentials`", entry.key.span)
}

fn credential<'m>(entry: &Entry, lowering: &mut Lowering<'m, '_>) -> Option<Credential<'m>> {
    let arena = lowering.arena;
    let name = arena.alloc_str(&entry.key.text);
    if entry.value.map().is_none() {
        let line = lowering.prose(&entry.value)?;
        let line = lowering.take(rows::credential(line))?;
        let title = arena.alloc_str(line.title.text);
        return Some(Credential { name, title, secret: line.secret, optional: line.optional, parts: &[], split: "" });
    }
    let mut mapping = Mapping::of(&entry.value, "a credential", entry.key.span, lowering)?;
    let is = mapping.required("is", lowering).and_then(|entry| lowering.word(&entry.value));
    let title = mapping.prose("title", lowering);
    let split = mapping.word("split", lowering);
    let parts = mapping.entry("parts");
    mapping.finish(lowering);
    let is = lowering.take(rows::credential(is?))?;
    let parts = parts.map_or(&[][..], |entry| self::parts(entry, lowering));
    let split = split.map_or("", |split| arena.alloc_str(split.text));
    if split.is_empty() == parts.is_empty() {
        Some(Credential { name, title, secret: is.secret, optional: is.optional, parts, split })
    } else {
        let help = "`{ is: secret, split: \":\", parts: { key: secret, salt: public } }`";
        lowering.error(Code::MissingKey, entry.key.span, "`split` and `parts` belong together", help);
        None
    }
}

fn parts<'m>(entry: &Entry, lowering: &mut Lowering<'m, '_>) -> &'m [CredentialPart<'m>] {
    let Some(mapping) = Mapping::of(&entry.value, "`parts`", entry.key.span, lowering) else { return &[] };
    let mut parts = Vec::new();
    for entry in mapping.all() {
        let Some(word) = lowering.word(&entry.value) else { continue };
        let Some(line) = lowering.take(rows::credential(word)) else { continue };
        parts.push(CredentialPart { name: lowering.arena.alloc_str(&entry.key.text), secret: line.secret });
    }
    lowering.arena.alloc_slice(&parts)
}
