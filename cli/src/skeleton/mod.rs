//! The first text of a platform's or an endpoint's file: complete, passing `check`, with the notation explained in
//! comments. Whether a file may be written is left to the caller.

use signwright_codegen::render::quoted;
use signwright_codegen::source::is_device;
use signwright_codegen::suggest;

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

/// A new endpoint of a platform. The error says what is wrong with a name.
pub fn endpoint(platform: &str, name: &str, title: &str) -> Result<Skeleton, String> {
    folder(platform)?;
    let fits = |c: char| c.is_alphanumeric() || "._-".contains(c);
    let stem = name.trim_start_matches('/').replace('/', ".");
    if !stem.chars().all(fits) || !stem.starts_with(char::is_alphanumeric) || stem.len() > 200 {
        return Err(format!(
            "`{}` cannot name a file: use letters, digits, `.`, `_`, `-` and `/`",
            name.escape_debug()
        ));
    }
    let stem = signwright_codegen::names::without_extension(&stem);
    // `con.yaml` cannot be checked out on Windows.
    if is_device(stem) {
        return Err(format!(
            "`{stem}` is a device's name on some systems and cannot be a file's: name the file yourself"
        ));
    }
    if stem == "platform" {
        return Err("`platform.yaml` is the platform's own file".to_owned());
    }
    let text = fill(include_str!("endpoint.yaml"), name, title);
    Ok(Skeleton { path: format!("{platform}/{stem}.yaml"), text })
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
    let is_plain = |c: char| c.is_alphanumeric() || "._-".contains(c);
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
