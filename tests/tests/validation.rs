//! What each row and each rule of the real specs refuses, with exact paths. The data of `tests/validation`:
//! a base request that breaks nothing, and for each check what is `set` or `remove`d in it and which violations
//! (path, rule, level) must then be reported, all of them and no other; without `violations` there are none. Numbers keep
//! their digits: no float reads them. What only repeats is told once, as in `tests/cases/README.md`.

use std::fs;

use signwright_codegen::Arena;
use signwright_runtime::model::{Api, Level};
use signwright_runtime::{Leniency, Limits, Node, conform, json, validate};
use signwright_tests::repetition::expand;

type Row = (String, String, String);

#[test]
fn every_row_and_rule_is_checked_with_its_path() {
    let arena = Arena::new();
    let specs = signwright_tests::specs(&arena);
    let (mut failures, mut checks) = (Vec::new(), 0);
    for entry in fs::read_dir(signwright_tests::root().join("tests/validation")).expect("tests/validation") {
        let file = fs::read_to_string(entry.expect("an entry of tests/validation").path()).expect("a file");
        let expanded = expand(&file).expect("repetitions");
        let suite = json::parse(expanded.as_bytes(), Limits::default()).expect("JSON");
        let platform = text(&suite, "platform");
        let api = specs.apis.iter().map(|spec| spec.api).find(|api| api.platform.name == platform);
        let api = api.unwrap_or_else(|| panic!("no platform {platform}"));
        for check in suite.get("checks").map(Node::rows).unwrap_or_default() {
            checks += 1;
            let mut request = suite.get("base").cloned().expect("a base");
            for (path, value) in entries(check, "set") {
                place(&mut request, path, Some(value.clone()));
            }
            for path in check.get("remove").map(Node::rows).unwrap_or_default() {
                place(&mut request, &path.as_text().expect("a path"), None);
            }
            let expected = check.get("violations").map(Node::rows).unwrap_or_default().iter();
            let expected = sorted(expected.map(triple).collect());
            let found = reported(&api, &text(&suite, "endpoint"), request);
            if expected != found {
                let paths: Vec<_> = entries(check, "set").map(|(path, _)| path).collect();
                let about = text(check, "about");
                failures.push(format!("{paths:?} {about}\n  expected {expected:?}\n  found    {found:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {checks} checks:\n{}", failures.len(), failures.join("\n"));
    assert!(checks >= 200, "only {checks} checks: were some lost?");
}

fn reported(api: &Api<'_>, endpoint: &str, request: Node<'_>) -> Vec<Row> {
    let endpoint = api.endpoints.iter().find(|known| known.name == endpoint).expect("an endpoint of the spec");
    let (shape, zone) = (endpoint.request(), api.platform.zone);
    let strict = Leniency { numbers_as_text: false, unknown_fields: false };
    let (node, mut violations) = conform(shape, request, strict, zone);
    violations.extend(validate(shape, &node, zone));
    let level = |level| if level == Level::Deny { "deny" } else { "warn" };
    let rows = violations.into_iter().map(|found| (found.path, found.rule.to_owned(), level(found.level).to_owned()));
    sorted(rows.collect())
}

/// `[path, rule, level]`.
fn triple(row: &Node<'_>) -> Row {
    let [path, rule, level] = row.rows() else { panic!("no violation: {row:?}") };
    let text = |node: &Node<'_>| node.as_text().expect("a text").into_owned();
    (text(path), text(rule), text(level))
}

fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort();
    rows
}

fn text(node: &Node<'_>, key: &str) -> String {
    node.get(key).and_then(Node::as_text).unwrap_or_default().into_owned()
}

fn entries<'n, 'v>(node: &'n Node<'v>, key: &str) -> impl Iterator<Item = (&'n str, &'n Node<'v>)> {
    let entries = if let Some(Node::Map(entries)) = node.get(key) { &entries[..] } else { &[] };
    entries.iter().map(|(name, value)| (name.as_ref(), value))
}

/// Sets or removes what stands at a path such as `rows[0].name`.
fn place<'v>(request: &mut Node<'v>, path: &str, value: Option<Node<'v>>) {
    let steps: Vec<&str> = path.split(['.', '[']).map(|step| step.trim_end_matches(']')).collect();
    let (name, parents) = steps.split_last().expect("a path");
    let parent = parents.iter().fold(request, |node, step| match node {
        Node::Map(entries) => entries.iter_mut().find(|(key, _)| key == step).map(|(_, node)| node).expect("a field"),
        Node::List(rows) => rows.get_mut(step.parse::<usize>().expect("a number")).expect("a row"),
        _ => panic!("{path}: no such place in the base"),
    });
    let Node::Map(entries) = parent else { panic!("{path}: not in a record") };
    let place = entries.iter().position(|(key, _)| key == name);
    match (place, value) {
        (Some(place), Some(value)) => entries[place].1 = value,
        (None, Some(value)) => entries.to_mut().push(((*name).to_owned().into(), value)),
        (Some(place), None) => drop(entries.to_mut().remove(place)),
        (None, None) => panic!("{path}: the base does not have it"),
    }
}
