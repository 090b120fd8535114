//! A spec in memory: a platform and one endpoint, loaded as files would be, and what of it is compared.

use std::fs;
use std::path::Path;

use signwright_codegen::diagnostic::Diagnostics;
use signwright_codegen::source::{Folder, Sources};
use signwright_codegen::{Arena, load_sources, render};

use super::rows::{self, Row};

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
    /// The rules of all records, each as the record's fields and the rule, without its wording.
    pub(crate) rules: Vec<String>,
    /// Warnings and notes.
    pub(crate) told: String,
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
    loaded.verify();
    let told = render::text(&loaded.sources, &loaded.diagnostics, false);
    let Some(specs) = loaded.specs else { return Err(told) };
    let api = specs.apis.first().ok_or("no platform")?;
    let (endpoint, notes) = api.api.endpoints.first().zip(api.endpoints.first()).ok_or("no endpoint")?;
    let rules = endpoint.records.iter().flat_map(|record| record.rules.iter().map(move |rule| (record, rule)));
    let rules = rules.map(|(record, rule)| {
        let fields: Vec<_> = record.fields.iter().map(|field| field.name).collect();
        format!("[{}] {:?} {:?} when {:?}", fields.join(" "), rule.level, rule.kind, rule.when)
    });
    Ok(Read {
        endpoint: endpoint.name.to_owned(),
        title: endpoint.title.to_owned(),
        since: notes.since.to_owned(),
        rows: rows::of(endpoint, notes),
        rules: rules.collect(),
        told,
    })
}
