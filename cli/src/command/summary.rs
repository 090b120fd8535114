//! What the specs hold, for a person who has just run the command.

use std::fmt::Write as _;

use signwright::show::{count, plain};
use signwright_codegen::specs::{SpecApi, SpecEndpoint, Specs};
use signwright_model::{Choice, Repeat, Repetition};

use super::table::Table;

/// A line a platform and a row an endpoint.
pub(crate) fn specs(specs: &Specs<'_>) -> String {
    let endpoints: usize = specs.apis.iter().map(|spec| spec.api.endpoints.len()).sum();
    let mut out = format!("{}, {}\n", count(specs.apis.len(), "platform"), count(endpoints, "endpoint"));
    for spec in &specs.apis {
        platform(spec, &mut out);
    }
    out
}

fn platform(spec: &SpecApi<'_>, out: &mut String) {
    let platform = spec.api.platform;
    let steps: Vec<_> = platform.signing.steps.iter().map(|step| step.name).collect();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "\n{}  {}\n  signing  {}; {} verified; {} in the table",
        platform.name,
        plain(platform.title),
        if steps.is_empty() { "none".to_owned() } else { steps.join(" → ") },
        count(spec.notes.vectors.len(), "vector"),
        count(platform.errors.len(), "error code"),
    );
    let mut table = Table::default();
    for endpoint in spec.endpoints {
        table.row(row(endpoint));
    }
    out.push_str(&table.render(2));
}

fn row(spec: &SpecEndpoint<'_>) -> [String; 7] {
    let endpoint = spec.model;
    let fields: usize = endpoint.records.iter().map(|record| record.fields.len()).sum();
    let rules: usize = endpoint.records.iter().map(|record| record.rules.len()).sum();
    let codes: usize = spec.codes.iter().map(|codes| codes.codes.len()).sum();
    [
        short(endpoint.name),
        short(endpoint.title),
        count(fields, "field"),
        count(codes, "code"),
        count(rules, "rule"),
        count(spec.samples.len(), "sample"),
        match endpoint.repeat {
            Choice::Always(Repetition::Does(Repeat::Read)) => "reads",
            Choice::Always(Repetition::Does(Repeat::Upsert)) => "creates or updates",
            Choice::Always(Repetition::Does(Repeat::Once)) => "works once",
            Choice::Always(Repetition::By(_)) => "repeat by its key",
            Choice::Always(Repetition::Does(Repeat::Ask)) | Choice::When { .. } => "repeat with care",
        }
        .to_owned(),
    ]
}

/// A name or a title as far as a row has room for it.
fn short(text: &str) -> String {
    // A vendor's title may be a sentence; the table is read by its columns.
    const ROOM: usize = 60;
    let text = plain(text);
    if text.chars().count() <= ROOM { text } else { text.chars().take(ROOM).chain(['…']).collect() }
}
