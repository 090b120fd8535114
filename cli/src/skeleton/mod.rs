//! The first text of a platform's or an endpoint's file: complete, passing `check`, with the notation explained in
//! comments. Whether a file may be written is left to the caller.

use signwright_codegen::diagnostic::{Diagnostics, FileId, Located, Span};
use signwright_codegen::names::{endpoint_module, without_extension};
use signwright_codegen::render::quoted;
use signwright_codegen::source::is_device;
use signwright_codegen::syntax::parse;
use signwright_codegen::{Arena, suggest};
use signwright_model::PathPart;
use signwright_model::notation::address;

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skeleton {
    /// Its path within the folder of the specs.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// The shared schemes that a platform's file can begin with, by name: its parameters, its signing and a vector.
const SCHEMES: &[(&str, &str)] = &[
    ("canonical-request", include_str!("scheme/canonical-request.yaml")),
    ("hmac-body", include_str!("scheme/hmac-body.yaml")),
    ("sorted-hmac", include_str!("scheme/sorted-hmac.yaml")),
    ("sorted-md5", include_str!("scheme/sorted-md5.yaml")),
];

/// The names of the shared schemes.
pub fn schemes() -> impl Iterator<Item = &'static str> {
    SCHEMES.iter().map(|(name, _)| *name)
}

/// A new platform, with steps of its own or with one of the [`schemes`]. The error says what is wrong with a name.
pub fn platform(name: &str, title: &str, scheme: Option<&str>) -> Result<Skeleton, String> {
    folder(name)?;
    let signing = match scheme {
        None => include_str!("scheme/own.yaml"),
        Some(wanted) => {
            let found = SCHEMES.iter().find(|(known, _)| *known == wanted).map(|(_, text)| *text);
            let all = || schemes().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
            let close = suggest::closest(wanted, schemes()).map(|close| format!("; did you mean `{close}`?"));
            found.ok_or_else(|| {
                let wanted = wanted.escape_debug();
                format!("no shared scheme is named `{wanted}`{}\nthere are {}", close.unwrap_or_default(), all())
            })?
        }
    };
    let text = fill(&include_str!("platform.yaml").replace("SCHEME\n", signing), name, title);
    Ok(Skeleton { path: format!("{name}/platform.yaml"), text })
}

/// An endpoint that is to begin.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewEndpoint<'n> {
    /// The platform's name.
    pub platform: &'n str,
    /// The name on the wire, or the address: `GET /v3/orders/{order_id}`.
    pub name: &'n str,
    /// The name in Rust, and the file's, where it is not that of the name on the wire.
    pub rust: Option<&'n str>,
    /// The vendor's title.
    pub title: &'n str,
}

/// A new endpoint of a platform, whose file this is. The error says what is wrong with a name.
pub fn endpoint(new: &NewEndpoint<'_>, platform: &str) -> Result<Skeleton, String> {
    folder(new.platform)?;
    let rows = if address::is_address(new.name) { Some(rows(new.name)?) } else { None };
    let rust = match (new.rust, &rows) {
        (None, Some(_)) => Some(endpoint_module(new.name)),
        (rust, _) => rust.map(str::to_owned),
    };
    let of_name = new.name.trim_start_matches('/').replace('/', ".");
    let stem = file_stem(rust.as_deref().unwrap_or_else(|| without_extension(&of_name)))?;
    let mut text = fill(if rows.is_some() { include_str!("address.yaml") } else { ENDPOINT }, new.name, new.title);
    if let Some(rust) = &rust {
        text = text.replacen("name: RUST", &format!("name: {rust}"), 1);
        if rows.is_none() {
            text = after(&text, "endpoint: ", &format!("name: {rust}\n"));
        }
    }
    text = text.replacen("ROWS\n", &rows.unwrap_or_default(), 1);
    if let [class, others @ ..] = classes(platform).as_slice() {
        let others = if others.is_empty() { String::new() } else { format!("  # or {}", others.join(", ")) };
        text = after(&text, "title: ", &format!("class: {class}{others}\n"));
    }
    Ok(Skeleton { path: format!("{}/{stem}.yaml", new.platform), text })
}

const ENDPOINT: &str = include_str!("endpoint.yaml");

/// The classes of a platform, of which each endpoint names one. The file may have mistakes elsewhere.
fn classes(platform: &str) -> Vec<String> {
    let tree = parse(platform, FileId(0), &mut Diagnostics::default());
    let classes = tree.as_ref().and_then(|tree| tree.get("classes")?.map()).unwrap_or_default();
    let names = classes.iter().map(|class| class.key.text.clone());
    names.filter(|name| !name.is_empty() && name.chars().all(is_plain)).collect()
}

/// The text with another line behind the first one that begins so.
fn after(text: &str, start: &str, line: &str) -> String {
    let mut end = 0;
    for before in text.split_inclusive('\n') {
        end += before.len();
        if before.starts_with(start) {
            break;
        }
    }
    let (before, behind) = text.split_at_checked(end).unwrap_or((text, ""));
    [before, line, behind].concat()
}

/// The rows that an address takes in, and one that travels elsewhere, as lines.
fn rows(address: &str) -> Result<String, String> {
    let arena = Arena::new();
    let located = Located { text: address, span: Span::NONE };
    let parsed = address::parse(located, &arena).map_err(|mistake| {
        format!("`{}` is no address: {}\n{}", address.escape_debug(), mistake.message, mistake.help)
    })?;
    let mut names: Vec<&str> = Vec::new();
    for part in parsed.path {
        if let PathPart::Row(name) = *part
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    let mut lines: Vec<_> = names.iter().map(|name| format!("  {}: varchar(40)!  编号\n", scalar(name))).collect();
    if !names.contains(&"remark") {
        lines.push("  remark: varchar(100)  备注\n".to_owned());
    }
    Ok(lines.concat())
}

fn file_stem(stem: &str) -> Result<&str, String> {
    if !stem.chars().all(is_plain) || !stem.starts_with(char::is_alphanumeric) || stem.len() > 200 {
        let stem = stem.escape_debug();
        let help = "use letters, digits, `.`, `_`, `-` and `/`, or give the file another name with `--name`";
        return Err(format!("`{stem}` cannot name a file: {help}"));
    }
    // `con.yaml` cannot be checked out on Windows.
    if is_device(stem) {
        let device = "is a device's name on some systems and cannot be a file's";
        return Err(format!("`{stem}` {device}: give the file another name with `--name`"));
    }
    if stem == "platform" {
        return Err("`platform.yaml` is the platform's own file: give this one another name with `--name`".to_owned());
    }
    Ok(stem)
}

fn folder(name: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(fits)
        // `spec/schema` is where the JSON Schemas are kept.
        && name != "schema"
        && !is_device(name)
    {
        return Ok(());
    }
    Err(format!("`{}` cannot name a platform: begin with a-z and go on with a-z, 0-9 and `-`", name.escape_debug()))
}

/// Whether a character means nothing but itself, in a file's name and in YAML.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || "._-".contains(c)
}

fn fill(skeleton: &str, name: &str, title: &str) -> String {
    let title = if title.trim().is_empty() { name } else { title.trim() };
    skeleton
        .lines()
        .map(|line| match line.split_once(": NAME") {
            // A name may need quotes, such as `order: push`, so it is never replaced within a line.
            Some((key, rest)) => format!("{key}: {}{rest}\n", scalar(name)),
            None if line == "title: TITLE" => format!("title: {}\n", scalar(title)),
            None => format!("{line}\n"),
        })
        .collect()
}

/// A text as YAML: as it stands where that is safe, else in quotes.
fn scalar(text: &str) -> String {
    // `on`, `1.0` and the like are safe: every scalar of a spec is raw text.
    let plain = text.chars().all(is_plain) && text.starts_with(|c: char| c.is_alphabetic());
    if plain { text.to_owned() } else { quoted(text) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_shared_scheme_has_its_skeleton() {
        let shared: Vec<_> = signwright_codegen::shared_schemes().collect();
        assert_eq!(super::schemes().collect::<Vec<_>>(), shared);
    }
}
