//! What a caller must have, and values for it in vectors and the sandbox.

use std::collections::HashSet;

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Located};
use crate::notation::mapping::Mapping;
use crate::notation::rule::span;
use crate::notation::suggest::{self, unknown_word};
use crate::notation::{Arena, Reader};
use crate::syntax::{Entry, Node};
use crate::{Credential, CredentialPart, Token};

/// The most credentials of a platform, and parts of one.
const MOST: usize = 64;

/// Reads `credentials`.
pub fn read<'m>(section: &Entry, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m [Credential<'m>] {
    let Some(mapping) = Mapping::of(&section.value, "`credentials`", section.key.span, reader) else { return &[] };
    let sections = reader.first(mapping.all(), MOST, |section| section.key.span, "credentials");
    let list: Vec<_> = sections.iter().filter_map(|section| credential(section, reader)).collect();
    let mut names: HashSet<&str> = HashSet::new();
    for (name, _) in list.iter().flat_map(Credential::names) {
        if !names.insert(name) {
            let message = format!("two credentials or parts are named `{name}`");
            reader.error(Code::DuplicateKey, section.key.span, message, "give one of them another name");
        }
    }
    reader.arena.alloc_slice(&list)
}

/// Whether a credential or a part of one has this name and is secret.
pub fn is_secret(credentials: &[Credential<'_>], name: &str) -> bool {
    credentials.iter().flat_map(Credential::names).any(|named| named == (name, true))
}

/// Values for some of the platform's credentials, in a vector or for the sandbox. Other names are reported.
pub fn given<'m>(
    section: &Entry,
    declared: &[Credential<'_>],
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> &'m [(&'m str, &'m str)] {
    for name in section.value.map().unwrap_or_default().iter().map(|section| section.key.located()) {
        if !declared.iter().any(|credential| credential.name == name.text) {
            let help = suggest::help(name.text, declared.iter().map(|credential| credential.name));
            let message = format!("the platform has no credential `{}`", name.text);
            reader.error(Code::UnknownName, name.span, message, help);
        }
    }
    reader.pairs(&section.value, "`credentials`", section.key.span)
}

fn credential<'m>(section: &Entry, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> Option<Credential<'m>> {
    let arena = reader.arena;
    let name = arena.alloc_str(&section.key.text);
    if section.value.map().is_none() {
        let text = reader.prose(&section.value)?;
        let line = reader.take(line(text))?;
        let title = arena.alloc_str(line.title.text);
        return Some(Credential {
            name,
            title,
            secret: line.secret,
            optional: line.optional,
            parts: &[],
            split: "",
            token: None,
        });
    }
    let mut mapping = Mapping::of(&section.value, "a credential", section.key.span, reader)?;
    let is = mapping.required_word("is", reader);
    let title = mapping.prose("title", reader);
    let split = mapping.word("split", reader);
    let parts = mapping.entry("parts");
    let token = token(section, &mut mapping, reader);
    mapping.finish(reader);
    let is = reader.take(line(is?))?;
    let parts = parts.map_or(&[][..], |section| self::parts(section, reader));
    let split = split.map_or("", |split| arena.alloc_str(split.text));
    if split.is_empty() == parts.is_empty() {
        Some(Credential { name, title, secret: is.secret, optional: is.optional, parts, split, token })
    } else {
        let help = "`{ is: secret, split: \":\", parts: { key: secret, salt: public } }`";
        reader.error(Code::MissingKey, section.key.span, "`split` and `parts` belong together", help);
        None
    }
}

/// How it is got, where an endpoint gives it. That the endpoints exist and answer so is looked at over the whole platform.
fn token<'m>(
    section: &Entry,
    mapping: &mut Mapping<'_>,
    reader: &mut Reader<'m, '_, impl Arena<'m>>,
) -> Option<Token<'m>> {
    const KEYS: [&str; 5] = ["get", "refresh", "from", "expires", "rotates"];
    let words = KEYS.map(|key| mapping.word(key, reader));
    let lasts = mapping.word("lasts", reader);
    let seconds = lasts.map(|lasts| reader.take(span::seconds(lasts)));
    let [get, refresh, from, expires, rotates] =
        words.map(|word| word.map_or("", |word| reader.arena.alloc_str(word.text)));
    if words.iter().all(Option::is_none) && lasts.is_none() {
        return None;
    }
    let mut missing = |why: &str, help: &str| reader.error(Code::MissingKey, section.key.span, why, help);
    // How long it lasts, and what is replaced with it, can be said of a token that is got by other means.
    if get.is_empty() && refresh.is_empty() {
        if !from.is_empty() || !expires.is_empty() {
            missing("no endpoint gives this token", "add `get: …` or `refresh: …`, the endpoint's name");
        }
    } else if from.is_empty() {
        let help = "add `from: …`, the row of the answer that is the token";
        missing("where the token stands in the answer is missing", help);
    } else if refresh.is_empty() && !rotates.is_empty() {
        missing("nothing refreshes this token", "`rotates` is what a `refresh` replaces as well: name that endpoint");
    }
    Some(Token { get, refresh, from, expires, rotates, lasts: seconds.unwrap_or(Some(0))? })
}

fn parts<'m>(section: &Entry, reader: &mut Reader<'m, '_, impl Arena<'m>>) -> &'m [CredentialPart<'m>] {
    let Some(mapping) = Mapping::of(&section.value, "`parts`", section.key.span, reader) else { return &[] };
    let mut parts = Vec::new();
    for section in reader.first(mapping.all(), MOST, |section| section.key.span, "parts of a credential") {
        let Some(word) = reader.word(&section.value) else { continue };
        let Some(line) = reader.take(line(word)) else { continue };
        parts.push(CredentialPart { name: reader.arena.alloc_str(&section.key.text), secret: line.secret });
    }
    reader.arena.alloc_slice(&parts)
}

/// A credential's line, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CredentialLine<'t> {
    secret: bool,
    optional: bool,
    /// The title; may be empty.
    title: Located<'t>,
}

/// A credential's line, `public|secret[?]  title`; also its first word alone.
fn line(line: Located<'_>) -> Result<CredentialLine<'_>, Diagnostic> {
    let (word, title) = line.first_word();
    let secret = match word.text.strip_suffix('?').unwrap_or(word.text) {
        "public" => false,
        "secret" => true,
        _ => return Err(unknown_word(word, &["public", "secret", "public?", "secret?"])),
    };
    Ok(CredentialLine { secret, optional: word.text.ends_with('?'), title })
}

/// The way back.
pub fn print(credentials: &[Credential<'_>]) -> Node {
    Node::of_map(credentials.iter().map(|credential| (credential.name, print_credential(credential))))
}

fn print_credential(credential: &Credential<'_>) -> Node {
    let Credential { name: _, title, secret, optional, parts, split, token } = *credential;
    let word = |secret: bool| if secret { "secret" } else { "public" };
    let is = format!("{}{}", word(secret), if optional { "?" } else { "" });
    if parts.is_empty() && token.is_none() {
        return Node::of_text(format!("{is}  {title}").trim_end());
    }
    let text = |text: &str| (!text.is_empty()).then(|| Node::of_text(text));
    let of_parts = Node::of_map(parts.iter().map(|part| (part.name, Node::of_text(word(part.secret)))));
    let own = [
        ("is", Some(Node::of_text(is))),
        ("title", text(title)),
        ("split", text(split)),
        ("parts", (!parts.is_empty()).then_some(of_parts)),
    ];
    let own = own.into_iter().filter_map(|(key, value)| Some((key, value?)));
    let of_token = token.iter().flat_map(token_keys);
    Node::of_map(own.chain(of_token))
}

/// How a token is got, by itself.
pub fn print_token(token: &Token<'_>) -> Node {
    Node::of_map(token_keys(token))
}

fn token_keys(token: &Token<'_>) -> impl Iterator<Item = (&'static str, Node)> {
    let Token { get, refresh, from, expires, rotates, lasts } = *token;
    let lasts = if lasts == 0 { String::new() } else { span::print(i64::from(lasts)) };
    let keys = [("get", get), ("refresh", refresh), ("from", from), ("expires", expires), ("rotates", rotates)];
    let keys = keys.into_iter().map(|(key, value)| (key, value.to_owned())).chain([("lasts", lasts)]);
    keys.filter(|(_, value)| !value.is_empty()).map(|(key, value)| (key, Node::of_text(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notation::cursor::tests::{at_start, marked};

    #[test]
    fn a_credential_is_a_word_and_a_title() {
        let read = line(at_start("secret?  密钥 | 保密")).expect("a line");
        assert_eq!((read.secret, read.optional, read.title.text), (true, true, "密钥 | 保密"));
        assert!(!line(at_start("public")).expect("a line").secret);
        let mistake = line(at_start("secrt 密钥")).expect_err("a slip");
        assert_eq!((mistake.code, marked("secrt 密钥", mistake.span)), (Code::UnknownWord, "secrt"));
        assert_eq!(mistake.help, "did you mean `secret`?");
    }
}
