//! Names that a scheme takes in and none of its vectors sends: nothing shows that they are right, and what is not there
//! is signed as nothing.

use std::collections::BTreeSet;

use signwright_model::{Filter, Input, Items, PairSource, Part, SortBy, StepBody, Template, name_fits};
use signwright_runtime::{Limits, Node, form, json};

use signwright_codegen::catalogue::Code;
use signwright_codegen::diagnostic::{Diagnostic, Diagnostics};
use signwright_codegen::specs::{SpecApi, Vector};
use signwright_codegen::suggest;

/// Checks a platform's own scheme; a shared one is tried in its own file.
pub(super) fn check(spec: &SpecApi<'_>, diagnostics: &mut Diagnostics) {
    let (signing, notes) = (&spec.api.platform.signing, &spec.notes.signing);
    if spec.notes.vectors.is_empty() || notes.steps.is_empty() {
        return;
    }
    let sent = sent(spec);
    for step in signing.steps {
        let mut wanted = Wanted::default();
        wanted.body(step.body);
        let is_sent =
            |name: &str| sent.iter().any(|sent_name| name_fits(name, sent_name, true)) || wanted.given.contains(name);
        let unseen = wanted.names.iter().filter(|name| !is_sent(name));
        let mut warn = |names: String, help: String| {
            let message = format!("`{}` names {names}, which no vector sends", step.name);
            diagnostics.push(Diagnostic::warning(Code::UnseenName, notes.step(step.name), message).help(help));
        };
        let mut others = Vec::new();
        for name in unseen {
            match suggest::closest(name, sent.iter().map(String::as_str)) {
                Some(close) => warn(format!("`{name}`"), format!("did you mean `{close}`?")),
                None => others.push(format!("`{name}`")),
            }
        }
        if !others.is_empty() {
            let help = "add a vector with it: until then nothing shows that the name is right";
            warn(others.join(", "), help.to_owned());
        }
    }
}

/// The names that a step takes in.
#[derive(Default)]
struct Wanted<'m> {
    names: BTreeSet<&'m str>,
    /// Those of its own pairs.
    given: BTreeSet<&'m str>,
}

impl<'m> Wanted<'m> {
    fn body(&mut self, body: StepBody<'m>) {
        match body {
            StepBody::Template(template) => self.template(template),
            StepBody::Items(items) => self.items(&items),
            StepBody::Choice { when, then, otherwise } => {
                when.0.iter().for_each(|check| self.template(check.value));
                self.body(*then);
                self.body(*otherwise);
            }
        }
    }

    fn items(&mut self, items: &Items<'m>) {
        // What a pattern leaves out need not be there.
        let left_out = items.except.iter().filter(|name| !name.contains('*'));
        self.names.extend(items.only.iter().chain(left_out));
        // What is sorted are the keys as they were rewritten.
        if let (SortBy::Listed(names), None) = (items.sort, items.key) {
            self.names.extend(names);
        }
        for source in items.sources {
            if let PairSource::Pair(name, value) = *source {
                self.given.insert(name);
                self.template(value);
            }
        }
        let templates = [Some(items.each), Some(items.join), items.key, items.value];
        templates.into_iter().flatten().for_each(|template| self.template(template));
    }

    fn template(&mut self, template: Template<'m>) {
        for part in template.0 {
            let Part::Value(input, filters) = *part else { continue };
            let others = filters.iter().filter_map(|filter| match *filter {
                Filter::Or(fallback) => Some(fallback),
                _ => filter.key(),
            });
            self.names.extend(others.chain([input]).filter_map(|input| match input {
                Input::Param(name) | Input::Query(name) | Input::Form(name) | Input::Header(name) => Some(name),
                Input::Json(path) => Some(path).filter(|path| !path.is_empty()),
                _ => None,
            }));
        }
    }
}

/// Every name that is sent with some vector, and those of the tables.
fn sent(spec: &SpecApi<'_>) -> BTreeSet<String> {
    let platform = spec.api.platform;
    let common = platform.common.fields.iter().map(|field| field.name);
    let placed = platform.signing.parameters.iter().map(|placed| placed.name);
    let fields = spec.api.endpoints.iter().flat_map(|endpoint| endpoint.request().record().fields);
    let tables = common.chain(placed).chain(fields.map(|field| field.name)).chain(["Host", "Content-Type"]);
    let mut sent: BTreeSet<String> = tables.map(str::to_owned).collect();
    spec.notes.vectors.iter().for_each(|vector| of_vector(vector, &mut sent));
    sent
}

fn of_vector(vector: &Vector<'_>, sent: &mut BTreeSet<String>) {
    let pairs = [vector.params, vector.query, vector.headers].into_iter().flatten();
    sent.extend(pairs.map(|(name, _)| (*name).to_owned()));
    let body = vector.body.unwrap_or_default().as_bytes();
    match json::parse(body, Limits::default()) {
        Ok(document) => members(&document, "", sent),
        Err(_) => fields(body, sent),
    }
    fields(vector.raw_query.as_bytes(), sent);
}

fn fields(encoded: &[u8], sent: &mut BTreeSet<String>) {
    sent.extend(form::decode(encoded, Limits::default()).unwrap_or_default().into_iter().map(|(name, _)| name));
}

fn members(node: &Node<'_>, path: &str, sent: &mut BTreeSet<String>) {
    let mut member = |name: &str, node: &Node<'_>| {
        let below = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        members(node, &below, sent);
        sent.extend([name.to_owned(), below]);
    };
    match node {
        Node::Map(entries) => entries.iter().for_each(|(name, node)| member(name, node)),
        Node::List(rows) => rows.iter().enumerate().for_each(|(row, node)| member(&row.to_string(), node)),
        _ => {}
    }
}
