//! The tables of the legend, `spec/README.md`, that are written from the notation's own: its types that are one word, its
//! rules and its filters.
//! `UPDATE=1` writes them anew.

use std::fs;

use signwright_codegen::vocabulary::{PLAIN, PlainType, RULES, RuleWord, filters};
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
