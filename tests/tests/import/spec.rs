//! A spec in memory: a platform and one endpoint, loaded as files would be, and what of it is compared.

use std::fs;
use std::path::Path;

use signwright_codegen::diagnostic::Diagnostics;
use signwright_codegen::source::{Folder, Sources};
use signwright_codegen::{Arena, load_sources, render};
use signwright_runtime::model::{Endpoint, RuleKind};

use super::rows::{self, Row, RuleRow};

/// What is compared of an endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    /// The wire name.
    pub(crate) endpoint: String,
    /// The vendor's title.
    pub(crate) title: String,
    /// The vendor's version remark.
    pub(crate) since: String,
    /// The rows.
    pub(crate) rows: Vec<Row>,
    /// What a caller must be allowed to do.
    pub(crate) permission: String,
    /// The endpoint that replaces it.
    pub(crate) successor: String,
    /// The longest span of two times: `start_time..end_time 30 days`.
    pub(crate) window: String,
    /// Where rows travel that do not travel in the body, by their names.
    pub(crate) places: Vec<(String, &'static str)>,
    /// The rules.
    pub(crate) rules: Vec<RuleRow>,
}

/// Loads one endpoint file of a platform's folder; the errors as a person would see them.
pub(crate) fn read(folder: &Path, yaml: &str) -> Result<Read, String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let platform = fs::read_to_string(folder.join("platform.yaml")).map_err(|error| format!("{name}: {error}"))?;
    let mut sources = Sources::default();
    let platform = sources.add(format!("{name}/platform.yaml"), platform);
    let endpoint = sources.add(format!("{name}/page.yaml"), yaml);
    sources.add_folder(Folder { name, platform, endpoints: vec![endpoint] });
    let arena = Arena::new();
    let mut loaded = load_sources(&arena, sources, Diagnostics::default());
    signwright_verify::verify(&mut loaded);
    let told = render::text(&loaded.sources, &loaded.diagnostics, false);
    let Some(specs) = loaded.specs else { return Err(told) };
    let api = specs.apis.first().ok_or("no platform")?;
    let endpoint = api.endpoints.first().ok_or("no endpoint")?;
    let (rows, rules) = rows::of(endpoint);
    let successor = endpoint.deprecated.as_ref().and_then(|gone| gone.successor).map_or("", |successor| successor.text);
    Ok(Read {
        endpoint: endpoint.model.name.to_owned(),
        title: endpoint.model.title.to_owned(),
        since: endpoint.since.to_owned(),
        permission: endpoint.permission.to_owned(),
        successor: successor.to_owned(),
        window: windows(endpoint.model).join(", "),
        places: places(endpoint.model),
        rows,
        rules,
    })
}

fn places(endpoint: &Endpoint<'_>) -> Vec<(String, &'static str)> {
    let fields = endpoint.records.iter().flat_map(|record| record.fields);
    let mut places: Vec<_> = fields.filter_map(|field| Some((field.name.to_owned(), field.travels.word()?))).collect();
    places.sort();
    places
}

/// The windows of all records, in days or minutes.
fn windows(endpoint: &Endpoint<'_>) -> Vec<String> {
    let rules = endpoint.records.iter().flat_map(|record| record.rules);
    let windows = rules.filter_map(|rule| match rule.kind {
        RuleKind::Window(first, second, seconds) => {
            let (count, unit) =
                if seconds % 86_400 == 0 { (seconds / 86_400, "day") } else { (seconds / 60, "minute") };
            Some(format!("{first}..{second} {count} {unit}{}", if count == 1 { "" } else { "s" }))
        }
        _ => None,
    });
    windows.collect()
}
