//! The tables of the legend, `spec/README.md`, that are written from the notation's own: its types that are one word, its
//! rules and its filters. `UPDATE=1` writes them anew. And the examples of `spec/WIRE.md`, which are all read.

use std::fs;

use signwright_codegen::diagnostic::Diagnostics;
use signwright_codegen::source::{Folder, Sources};
use signwright_codegen::vocabulary::{PLAIN, PlainType, RULES, RuleWord, filters};
use signwright_codegen::{Arena, load_sources, render};
use signwright_tests::root;

/// The text with what stands between `<!-- name -->` and the next `<!-- end -->` replaced by a table.
fn with_table(text: &str, name: &str, table: &str) -> String {
    let begin = format!("<!-- {name} -->\n");
    let (before, behind) = text.split_once(&begin).unwrap_or_else(|| panic!("the legend has no {begin}"));
    let (_, after) = behind.split_once("<!-- end -->").expect("an end of the table");
    format!("{before}{begin}{table}<!-- end -->{after}")
}

/// A cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn plain_types() -> String {
    let row = |plain: &PlainType| format!("| `{}` | {} |\n", plain.word, cell(plain.means));
    "| type, one word | |\n|---|---|\n".to_owned() + &PLAIN.iter().map(row).collect::<String>()
}

fn rules() -> String {
    let row = |word: &RuleWord| {
        let with = if word.with.is_empty() { String::new() } else { format!(" with `{}: CONDITION`", word.with) };
        format!("| `{}: {}`{with} | {} |\n", word.name, cell(word.form), cell(word.means))
    };
    "| rule | what holds |\n|---|---|\n".to_owned() + &RULES.iter().map(row).collect::<String>()
}

fn filter_rows() -> String {
    let row = |(usages, means): (Vec<String>, &str)| {
        let usages: Vec<_> = usages.iter().map(|usage| format!("`{}`", cell(usage))).collect();
        format!("| {} | {} |\n", usages.join(" "), cell(means))
    };
    "| filter | what it makes |\n|---|---|\n".to_owned() + &filters().into_iter().map(row).collect::<String>()
}

#[test]
fn the_legend_has_every_type_rule_and_filter() {
    let path = root().join("spec/README.md");
    let kept = fs::read_to_string(&path).expect("the legend");
    let tables = [("plain types", plain_types()), ("rules", rules()), ("filters", filter_rows())];
    let fresh = tables.iter().fold(kept.clone(), |legend, (name, table)| with_table(&legend, name, table));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &fresh).expect("the legend is written");
        return;
    }
    assert!(kept == fresh, "run `UPDATE=1 cargo test -p signwright-tests --test legend`, and read the difference");
}

/// What an example of the page by question is read with: nothing of it is signed, and each file has what it must.
const PLATFORM: &str = r#"platform: acme
zone: "+08:00"
environments: { live: "https://acme.example  正式环境" }
credentials: { key: public, access_token: public? }
wire: { verb: POST, url: "{environment}/{endpoint}", body: form }
signing: none
reply: { success: HTTP 2xx, code: code, message: message }
"#;

const ENDPOINT: &str =
    "endpoint: order.push\nrequest:\n  no: varchar(20)  单号\nresponse:\n  code: varchar(9)  错误码\n";

/// A file with sections of its own in the place of those of the same key.
fn with_sections(file: &str, sections: &str) -> String {
    let keys: Vec<_> = tops(sections).into_iter().map(|(key, _)| key).collect();
    let kept = tops(file).into_iter().filter(|(key, _)| !keys.contains(key));
    // The tables of a request are one: an example that has one has all that it needs.
    let tables = ["path", "query", "header", "form", "body"];
    let has_table = keys.iter().any(|key| tables.contains(key));
    let kept = kept.filter(|(key, _)| !(has_table && *key == "request"));
    kept.map(|(_, text)| text).collect::<String>() + sections
}

/// The sections of a file by their keys.
fn tops(file: &str) -> Vec<(&str, String)> {
    let mut sections: Vec<(&str, String)> = Vec::new();
    for line in file.lines() {
        match line.split_once(':') {
            Some((key, _)) if !line.starts_with(' ') => sections.push((key, format!("{line}\n"))),
            _ => sections.last_mut().expect("a key before its rows").1.extend([line, "\n"]),
        }
    }
    sections
}

/// An example's parts: of the platform's file, and of an endpoint's.
fn parts(example: &str) -> [String; 2] {
    let mut parts = [String::new(), String::new()];
    let mut part = None;
    for line in example.lines() {
        match line {
            "# platform.yaml" => part = Some(0),
            "# an endpoint" => part = Some(1),
            _ => parts[part.expect("the file is said before its lines")].extend([line, "\n"]),
        }
    }
    parts
}

#[test]
fn every_example_by_question_is_read() {
    let page = fs::read_to_string(root().join("spec/WIRE.md")).expect("the page");
    let examples: Vec<_> = page.split("```yaml\n").skip(1).map(|behind| behind.split("```").next().unwrap()).collect();
    assert!(examples.len() > 25);
    let mut refused = String::new();
    for example in examples {
        let lines = example.lines().filter(|line| !line.starts_with('#')).count();
        assert!((1..=7).contains(&lines), "an example is short: {example}");
        let [of_platform, of_endpoint] = parts(example);
        let mut sources = Sources::default();
        let platform = sources.add("spec/acme/platform.yaml", with_sections(PLATFORM, &of_platform));
        let endpoint = sources.add("spec/acme/endpoint.yaml", with_sections(ENDPOINT, &of_endpoint));
        sources.add_folder(Folder { name: "acme".to_owned(), platform, endpoints: vec![endpoint] });
        let arena = Arena::new();
        let loaded = load_sources(&arena, sources, Diagnostics::default());
        if loaded.specs.is_none() {
            refused.extend([example, "\n", &render::text(&loaded.sources, &loaded.diagnostics, false)]);
        }
    }
    assert!(refused.is_empty(), "{refused}");
}
