//! SARIF 2.1.0: what code hosts and editors show at the lines of a change.

use crate::json::{self, Json};
use signwright_codegen::catalogue::Code;
use signwright_codegen::diagnostic::{Diagnostics, Severity, Span};
use signwright_codegen::render::Places;
use signwright_codegen::source::Sources;

/// One run with its rules and results. Lines and columns are 1-based, columns in characters.
pub fn sarif(sources: &Sources, diagnostics: &Diagnostics) -> String {
    let mut places = Places::new(sources);
    let mut rules: Vec<Code> = Vec::new();
    let mut results = Vec::new();
    for diagnostic in diagnostics.sorted() {
        // A viewer shows a rule's text once; results refer to it by its place in the list.
        let rule = rules.iter().position(|code| *code == diagnostic.code).unwrap_or_else(|| {
            rules.push(diagnostic.code);
            rules.len() - 1
        });
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let parts = [diagnostic.message.as_str(), diagnostic.help.as_str()];
        let words = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        let mut result = vec![
            ("ruleId", json::text(diagnostic.code.slug())),
            ("ruleIndex", number(rule)),
            ("level", json::text(level)),
            ("message", message(&words)),
            ("locations", Json::list(vec![location(&mut places, diagnostic.span, &diagnostic.label)])),
        ];
        if !diagnostic.related.is_empty() {
            let related = diagnostic.related.iter().map(|(span, label)| location(&mut places, *span, label)).collect();
            result.push(("relatedLocations", Json::List(related)));
        }
        results.push(json::map(result));
    }
    let rules = rules
        .into_iter()
        .map(|code| json::map([("id", json::text(code.slug())), ("shortDescription", message(code.meaning()))]));
    let driver = json::map([
        ("name", json::text("signwright")),
        ("version", json::text(env!("CARGO_PKG_VERSION"))),
        ("rules", Json::List(rules.collect())),
    ]);
    let run = json::map([
        ("tool", json::map([("driver", driver)])),
        ("columnKind", json::text("unicodeCodePoints")),
        ("results", Json::list(results)),
    ]);
    let document = json::map([
        ("$schema", json::text("https://json.schemastore.org/sarif-2.1.0.json")),
        ("version", json::text("2.1.0")),
        ("runs", Json::list(vec![run])),
    ]);
    json::lines(&document) + "\n"
}

fn message(text: &str) -> Json {
    json::map([("text", json::text(text))])
}

fn number(number: usize) -> Json {
    Json::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

fn location(places: &mut Places<'_>, span: Span, label: &str) -> Json {
    let file = places.file(span).map_or("", |file| file.name.as_str());
    let (start, end) = places.ends(span);
    let region = json::map([
        ("startLine", number(start.line)),
        ("startColumn", number(start.column)),
        ("endLine", number(end.line)),
        ("endColumn", number(end.column)),
    ]);
    let physical = json::map([("artifactLocation", json::map([("uri", json::text(uri(file)))])), ("region", region)]);
    let mut location = vec![("physicalLocation", physical)];
    if !label.is_empty() {
        location.push(("message", message(label)));
    }
    json::map(location)
}

/// A path as a reference: every byte that a path of an address may not hold is written as `%xx`.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use signwright_codegen::diagnostic::Diagnostic;

    use super::*;

    #[test]
    fn a_mistake_stands_at_its_line_and_column() {
        let mut sources = Sources::default();
        let file = sources.add("spec/阿 克米/platform.yaml", "title: 店铺\nzone: 😀x\n");
        let mut diagnostics = Diagnostics::default();
        let span = |start, end| Span { file, start, end };
        let mistake = Diagnostic::error(Code::UnknownWord, span(24, 25), "`x` is no zone").label("此处");
        diagnostics.push(mistake.help("write `\"+08:00\"`").related(span(7, 13), "the title"));
        diagnostics.push(Diagnostic::warning(Code::NotRead, span(0, 0), "not read"));
        let written = sarif(&sources, &diagnostics).replace("\": ", "\":");
        for part in [
            "\"uri\":\"spec/%E9%98%BF%20%E5%85%8B%E7%B1%B3/platform.yaml\"",
            "\"startLine\":2,\"startColumn\":8,\"endLine\":2,\"endColumn\":9",
            "\"text\":\"`x` is no zone; write `\\\"+08:00\\\"`\"",
            "\"ruleId\":\"unknown-word\"",
            "\"ruleIndex\":1",
            "\"level\":\"warning\"",
            "\"version\":\"2.1.0\"",
        ] {
            assert!(written.contains(part), "{part}\n{written}");
        }
    }
}
