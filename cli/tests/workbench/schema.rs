//! The JSON Schema and the loader know the same keys. What the loader knows is asked of the loader itself: a key
//! that nobody knows is put into every mapping of a spec that has all of them, and the message lists what is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use signwright::schema;
use signwright_codegen::diagnostic::Diagnostics;
use signwright_codegen::source::{Folder, Sources};
use signwright_codegen::{Arena, load_sources};

use crate::specs::{self, Files};

const STRANGER: &str = "zzzzzzzzzzzzzzzz";

/// The same where every plain name is a field.
const DOLLAR: &str = "$zzzzzzzzzzzzzzz";

/// The keys that the loader knows at the place where the stranger stands.
fn known(files: &Files) -> BTreeSet<String> {
    let help = told(files);
    let list = help.strip_prefix("known here: ").unwrap_or_else(|| panic!("a list: {help}"));
    list.split(", ").map(|word| word.trim_matches('`').to_owned()).collect()
}

/// What the loader says of the stranger.
fn told(files: &Files) -> String {
    let mut sources = Sources::default();
    let ids: BTreeMap<_, _> = files.iter().map(|(path, text)| (path, sources.add(path, text))).collect();
    let id = |file: &str| ids[&format!("whole/{file}")];
    let folder = Folder { name: "whole".into(), platform: id("platform.yaml"), endpoints: vec![id("order_push.yaml")] };
    sources.add_folder(folder);
    let arena = Arena::new();
    let loaded = load_sources(&arena, sources, Diagnostics::default());
    let told = loaded.diagnostics.sorted();
    let unknown = told.iter().find(|one| {
        one.code.slug() == "unknown-key" && (one.message.contains(STRANGER) || one.message.contains(DOLLAR))
    });
    let unknown = unknown.unwrap_or_else(|| panic!("the stranger is told: {told:#?}"));
    unknown.help.clone()
}

/// What the schema knows at a place: the keys of an object there, whichever of several forms it is.
fn described(document: &Value, at: &Value) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for object in forms(document, at) {
        if let Some(properties) = object["properties"].as_object() {
            keys.extend(properties.keys().cloned());
        }
    }
    keys
}

/// The object schemas that a schema stands for.
fn forms<'v>(document: &'v Value, at: &'v Value) -> Vec<&'v Value> {
    if let Some(reference) = at["$ref"].as_str() {
        return forms(document, document.pointer(reference.trim_start_matches('#')).expect("a definition"));
    }
    let several = at["anyOf"].as_array().map_or(&[][..], Vec::as_slice);
    let mut forms: Vec<_> = several.iter().flat_map(|form| forms(document, form)).collect();
    if at["type"] == "object" {
        forms.push(at);
    }
    forms
}

/// The schema of a value by its path of keys; `*` is any key, `[]` a row of a list.
fn at<'v>(document: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut here = vec![document];
    for step in path.split('/').filter(|step| !step.is_empty()) {
        let mut next = Vec::new();
        for schema in here {
            next.extend(inner(document, schema, step));
        }
        here = next;
        assert!(!here.is_empty(), "{path}: nothing at {step}");
    }
    here
}

fn inner<'v>(document: &'v Value, schema: &'v Value, step: &str) -> Vec<&'v Value> {
    if let Some(reference) = schema["$ref"].as_str() {
        return inner(document, document.pointer(reference.trim_start_matches('#')).expect("a definition"), step);
    }
    let several = schema["anyOf"].as_array().map_or(&[][..], Vec::as_slice);
    let mut found: Vec<_> = several.iter().flat_map(|form| inner(document, form, step)).collect();
    match step {
        "[]" => found.extend(schema.get("items")),
        "*" => {
            found.extend(schema["patternProperties"].as_object().into_iter().flat_map(serde_json::Map::values));
            found.extend(schema.get("additionalProperties").filter(|others| others.is_object()));
        }
        key => found.extend(schema["properties"].get(key)),
    }
    found
}

/// Where the stranger goes: the file, the line above which it is put, its blanks, and the place in the schema.
const PLACES: &[(&str, &str, &str, &str)] = &[
    ("order_push.yaml", "  $sensitive: [remark]", "  $", "request"),
    ("order_push.yaml", "  use: order.push2", "  ", "deprecated"),
    ("order_push.yaml", "      length: 推断", "      ", "request/*/source"),
    ("platform.yaml", "  $in: form", "  $", "common"),
    ("platform.yaml", "  page_no: int  页", "  $", "pager"),
    ("order_push.yaml", "title: 推送订单", "", ""),
    ("order_push.yaml", "  body: envelope", "  ", "wire"),
    ("order_push.yaml", "  X-Trace: varchar(20)  跟踪号", "  $", "header"),
    ("order_push.yaml", "    title: 编号甲", "    ", "request/*"),
    ("order_push.yaml", "    - any_of: [remark, no]", "    - ", "request/$rules/[]"),
    ("order_push.yaml", "    request: |", "    ", "samples/*"),
    ("order_push.yaml", "  rows: list rows", "  ", "sandbox"),
    ("order_push.yaml", "    number: pages", "    ", "sandbox/page"),
    ("order_push.yaml", "      when: var.rule = ordered", "      ", "sandbox/refuse/rule"),
    ("platform.yaml", "title: 全", "", ""),
    ("platform.yaml", "    split: \":\"", "    ", "credentials/*"),
    ("platform.yaml", "    title: 账号甲", "    ", "common/*"),
    ("platform.yaml", "  verb: POST", "  ", "wire"),
    ("platform.yaml", "    $title: 店铺", "    $", "classes/*"),
    ("platform.yaml", "  param: timestamp", "  ", "clock"),
    ("platform.yaml", "    sort: key", "    ", "signing/*"),
    ("platform.yaml", "    at: \"2016-08-01T17:05:10+08:00\"", "    ", "vectors/[]"),
    ("platform.yaml", "  success: code = 0", "  ", "reply"),
    ("platform.yaml", "  refusal: { code: \"{var.code}\" }", "  ", "sandbox"),
    ("platform.yaml", "      assumed: yes", "      ", "sandbox/refuse/field"),
    ("platform.yaml", "  here: 位置", "  ", "import"),
    ("platform.yaml", "    field: 代号", "    ", "import/columns"),
    ("platform.yaml", "    request: 入口参数", "    ", "import/sections"),
    ("platform.yaml", "    note: 提醒", "    ", "import/remarks"),
    ("platform.yaml", "    always: [●]", "    ", "import/required"),
    ("platform.yaml", "    text: 文字", "    ", "import/types"),
    ("platform.yaml", "    json: 报文", "    ", "import/languages"),
];

fn whole() -> Files {
    specs::read(&specs::folder("schema"))
}

fn schemas() -> [(&'static str, Value); 2] {
    let parse = |text: String| serde_json::from_str(&text).expect("JSON");
    [("platform.yaml", parse(schema::platform())), ("order_push.yaml", parse(schema::endpoint()))]
}

#[test]
fn the_schema_has_the_keys_of_the_loader_and_no_other() {
    let schemas = schemas();
    for (file, line, indent, path) in PLACES {
        let mut files = whole();
        let text = files.get_mut(&format!("whole/{file}")).expect("the file");
        assert_eq!(text.matches(&format!("\n{line}\n")).count(), 1, "{file}: {line}");
        let stranger = if indent.ends_with('$') {
            format!("{}{DOLLAR}: 1\n{line}\n", indent.trim_end_matches('$'))
        } else if indent.ends_with("- ") {
            let rest = line.trim_start().trim_start_matches("- ");
            format!("{indent}{STRANGER}: 1\n      {rest}\n")
        } else {
            format!("{indent}{STRANGER}: 1\n{line}\n")
        };
        *text = text.replace(&format!("\n{line}\n"), &format!("\n{stranger}"));
        let document = &schemas.iter().find(|(name, _)| name == file).expect("a schema").1;
        let described: BTreeSet<_> =
            at(document, path).into_iter().flat_map(|schema| described(document, schema)).collect();
        assert_eq!(described, known(&files), "{file} {path}");
    }
}

#[test]
fn the_keys_beside_codes_are_known_too() {
    let [_, (_, endpoint)] = schemas();
    let codes = endpoint.pointer("/definitions/codes").expect("a definition");
    let mut files = whole();
    let text = files.get_mut("whole/order_push.yaml").expect("the file");
    *text = text.replace("  $type: tinyint(1)\n", &format!("  $type: tinyint(1)\n  {DOLLAR}: 1\n"));
    assert_eq!(described(&endpoint, codes), known(&files));
}

#[test]
fn the_checked_in_schema_is_fresh_and_every_spec_names_it() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    for (name, text) in [("platform", schema::platform()), ("endpoint", schema::endpoint())] {
        let kept = fs::read_to_string(spec.join(format!("schema/{name}.json"))).expect("a schema");
        assert_eq!(kept, text, "run `signwright schema --out spec/schema`");
    }
    let files = specs::read(&spec);
    assert!(files.len() > 3);
    for (path, text) in files {
        let of = if path.ends_with("/platform.yaml") { "platform" } else { "endpoint" };
        let line = format!("# yaml-language-server: $schema=../schema/{of}.json");
        assert_eq!(text.lines().next(), Some(line.as_str()), "{path}");
    }
}

/// A file as an editor's reader sees it.
fn as_json(text: &str) -> Value {
    fn convert(value: serde_yaml::Value) -> Value {
        match value {
            serde_yaml::Value::Mapping(map) => {
                let key = |key: serde_yaml::Value| match key {
                    serde_yaml::Value::String(text) => text,
                    other => serde_yaml::to_string(&other).expect("a key").trim().to_owned(),
                };
                Value::Object(map.into_iter().map(|(name, value)| (key(name), convert(value))).collect())
            }
            serde_yaml::Value::Sequence(rows) => Value::Array(rows.into_iter().map(convert).collect()),
            other => serde_json::to_value(other).expect("a scalar"),
        }
    }
    convert(serde_yaml::from_str(text).expect("YAML"))
}

#[test]
fn every_spec_of_the_repository_satisfies_the_schema_and_a_slip_does_not() {
    let schemas = schemas().map(|(_, document)| jsonschema::draft7::new(&document).expect("a schema of draft 07"));
    let of = |path: &str| if path.ends_with("/platform.yaml") { &schemas[0] } else { &schemas[1] };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = specs::read(&root.join("../spec"));
    files.extend(specs::read(&root.join("tests/spec")));
    files.extend(specs::read(&root.join("../tests/platforms")));
    files.extend(specs::read(&specs::folder("diff/base")));
    files.extend(whole());
    for (path, text) in &files {
        let document = as_json(text);
        let mistakes: Vec<_> =
            of(path).iter_errors(&document).map(|error| format!("{} {error}", error.instance_path)).collect();
        assert!(mistakes.is_empty(), "{path}: {mistakes:#?}");
    }
    let base = whole();
    for (file, find, put) in [
        ("whole/order_push.yaml", "repeat: read", "repeat: raed"),
        ("whole/order_push.yaml", "title: 推送订单", "titel: 推送订单"),
        ("whole/order_push.yaml", "      says: 至少", "      sais: 至少"),
        ("whole/order_push.yaml", "    source: the page", "    sauce: the page"),
        ("whole/platform.yaml", "  body: envelope\n", ""),
        ("whole/platform.yaml", "  verb: POST\n  url: \"{environment}/{format}\"\n  body", "  bodi"),
        ("whole/platform.yaml", "  lists: comma", "  lists: commas"),
        ("whole/order_push.yaml", "request:\n  no", "rekwest:\n  no"),
        ("whole/platform.yaml", "    sort: key", "    sort: keys"),
        ("whole/platform.yaml", "    field:\n", "    feild:\n"),
    ] {
        let text = &base[file];
        assert!(text.contains(find), "{find}");
        assert!(!of(file).is_valid(&as_json(&text.replacen(find, put, 1))), "{put} is a mistake");
    }
}
