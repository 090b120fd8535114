//! A small sound spec, and specs that differ from it by some of their sections.

/// The platform of the small spec.
pub const PLATFORM: &str = include_str!("../ui/base/acme/platform.yaml");

/// Its endpoint.
pub const ENDPOINT: &str = include_str!("../ui/base/acme/order.push.yaml");

/// The base file with the sections of a case in the place of its own.
pub fn patched(base: &str, case: &str) -> String {
    let mut sections = sections(base);
    for (key, text) in self::sections(case) {
        match sections.iter_mut().find(|(known, _)| !key.is_empty() && *known == key) {
            Some((_, known)) => *known = text,
            None => sections.push((key, text)),
        }
    }
    sections.into_iter().map(|(_, text)| text).collect()
}

/// The top-level sections of a file by their keys. Comments and blank lines belong to the section before them.
fn sections(text: &str) -> Vec<(String, String)> {
    let mut sections: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let begins = line.starts_with(|first: char| !first.is_whitespace() && first != '#');
        match sections.last_mut() {
            Some((_, text)) if !begins => text.push_str(line),
            _ if begins => {
                let key = line.split_once(':').map_or("", |(key, _)| key);
                sections.push((key.to_owned(), line.to_owned()));
            }
            _ => {}
        }
    }
    sections
}
