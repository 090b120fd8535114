//! The same endpoints as an OpenAPI document and as a `.proto` file, for the generators of others.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::endpoints::{Coded, Field, REQUEST, fields};

/// An OpenAPI document. With limits, lengths and coded values are stated, as the specs state them; without, a text is any
/// text and a number any number, which is what those write who want a small client.
pub(crate) fn openapi(endpoints: u32, coded: &'static [Coded], with_limits: bool) -> Value {
    let mut schemas = Map::new();
    let mut paths = Map::new();
    for number in 0..endpoints {
        for (place, (record, _)) in REQUEST.iter().enumerate() {
            let child = REQUEST.get(place + 1).map(|(child, _)| format!("{child}{number}"));
            schemas.insert(format!("{record}{number}"), schema(&fields(record, coded), child, with_limits));
        }
        schemas.insert(format!("Response{number}"), schema(&fields("Response", coded), None, with_limits));
        let reference = |name: &str| json!({ "schema": { "$ref": format!("#/components/schemas/{name}{number}") } });
        let operation = json!({
            "operationId": format!("push_{number}"),
            "summary": format!("推送{number}"),
            "requestBody": { "required": true, "content": { "application/json": reference("Push") } },
            "responses": { "200": { "description": "结果", "content": { "application/json": reference("Response") } } },
        });
        paths.insert(format!("/push/{number}"), json!({ "post": operation }));
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "极峰仓储", "version": "1.0.0" },
        "servers": [{ "url": "https://acme.example/gateway" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn schema(fields: &[Field], child: Option<String>, with_limits: bool) -> Value {
    let mut properties = Map::new();
    let mut required: Vec<_> =
        fields.iter().filter(|field| field.is_required).map(|field| field.name.clone()).collect();
    for field in fields {
        properties.insert(field.name.clone(), property(field, with_limits));
    }
    if let Some(child) = child {
        let items = json!({ "$ref": format!("#/components/schemas/{child}") });
        properties.insert("rows".into(), json!({ "type": "array", "items": items, "description": "明细" }));
        required.push("rows".into());
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn property(field: &Field, with_limits: bool) -> Value {
    let kind = if field.is_whole() { "integer" } else { "string" };
    let mut property = json!({ "type": kind, "description": format!("{} | {}", field.title, field.says) });
    if field.is_whole() {
        property["format"] = json!("int64");
    }
    if with_limits {
        if let Some(length) = field.length() {
            property["maxLength"] = json!(length);
        }
        if let Some(coded) = field.coded {
            property["enum"] = coded.codes().map(|code| code_of(field, code)).collect();
        }
    }
    property
}

fn code_of(field: &Field, code: &str) -> Value {
    match code.parse::<i64>() {
        Ok(code) if field.is_whole() => json!(code),
        _ => json!(code),
    }
}

/// A `.proto` file: the same records as messages, and a service.
pub(crate) fn proto(endpoints: u32, coded: &'static [Coded]) -> Result<String, std::fmt::Error> {
    let mut text = "syntax = \"proto3\";\npackage acme;\n".to_owned();
    for number in 0..endpoints {
        for (place, (record, _)) in REQUEST.iter().enumerate() {
            let child = REQUEST.get(place + 1).map(|(child, _)| *child);
            message(&mut text, record, number, &fields(record, coded), child)?;
        }
        message(&mut text, "Response", number, &fields("Response", coded), None)?;
    }
    Ok(text)
}

fn message(
    text: &mut String,
    record: &str,
    number: u32,
    fields: &[Field],
    child: Option<&str>,
) -> Result<(), std::fmt::Error> {
    writeln!(text, "\nmessage {record}{number} {{")?;
    for (tag, field) in (1..).zip(fields) {
        let kind = if field.is_whole() { "int64" } else { "string" };
        let presence = if field.is_required { "" } else { "optional " };
        writeln!(text, "  // {} | {}\n  {presence}{kind} {} = {tag};", field.title, field.says, field.name)?;
    }
    if let Some(child) = child {
        writeln!(text, "  repeated {child}{number} rows = {};", fields.len() + 1)?;
    }
    writeln!(text, "}}")
}
