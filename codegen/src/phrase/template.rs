//! Templates and the steps of a signing scheme.

use signwright_runtime::model::{Filter, Input, Over, Part, SortBy, Step, StepBody, Template, TextUnit};

use super::quoted;

/// A step: its template, or its map of pairs.
pub(crate) fn step(step: &Step<'_>) -> String {
    match &step.body {
        StepBody::Template(text) => quoted(&template(text)),
        StepBody::Items { over, sort, except, drop_empty, each, join } => {
            let mut keys = vec![format!("over: {}", sources(over))];
            if *sort != SortBy::None {
                keys.push(format!("sort: {}", order(*sort)));
            }
            if !except.is_empty() {
                keys.push(format!("except: [{}]", except.join(", ")));
            }
            if *drop_empty {
                keys.push("drop_empty: yes".to_owned());
            }
            keys.push(format!("each: {}", quoted(&template(each))));
            keys.push(format!("join: {}", quoted(join)));
            format!("{{ {} }}", keys.join(", "))
        }
    }
}

fn sources(over: &[Over<'_>]) -> String {
    let one = |over: &Over<'_>| match over {
        Over::Params => "params".to_owned(),
        Over::Query => "query".to_owned(),
        Over::Form => "form".to_owned(),
        Over::Headers => "headers".to_owned(),
        Over::Pair(name, value) => format!("{{ {name}: {} }}", quoted(&template(value))),
    };
    match over {
        [alone] => one(alone),
        several => format!("[{}]", several.iter().map(one).collect::<Vec<_>>().join(", ")),
    }
}

const fn order(sort: SortBy) -> &'static str {
    match sort {
        SortBy::None => "none",
        SortBy::Key => "key",
        SortBy::Pair => "pair",
        SortBy::Value => "value",
        SortBy::Item => "item",
        SortBy::KeyIgnoringCase => "key_ignoring_case",
    }
}

/// A template: `{canonical}{credential.secret | md5 | hex}`.
pub(crate) fn template(template: &Template<'_>) -> String {
    let part = |part: &Part<'_>| match part {
        Part::Text(text) => text.replace('{', "{{").replace('}', "}}"),
        Part::Value(of, filters) => hole(*of, filters),
    };
    template.0.iter().map(part).collect()
}

fn hole(of: Input<'_>, filters: &[Filter<'_>]) -> String {
    let mut out = input(of);
    let mut piped = false;
    for filter in filters {
        let written = match filter {
            Filter::Unix(0) => ".unix".to_owned(),
            Filter::Unix(epoch) => format!(".unix({epoch})"),
            Filter::UnixMs => ".unix_ms".to_owned(),
            Filter::Local => ".local".to_owned(),
            Filter::Len(unit) if !piped => length(*unit).to_owned(),
            Filter::Pad(width) => format!(":{width:02}"),
            other => {
                piped = true;
                format!(" | {}", name(*other))
            }
        };
        out.push_str(&written);
    }
    format!("{{{out}}}")
}

const fn length(unit: TextUnit) -> &'static str {
    match unit {
        TextUnit::Chars => ".len",
        TextUnit::Bytes => ".len(bytes)",
        TextUnit::Utf16 => ".len(utf16)",
    }
}

fn name(filter: Filter<'_>) -> String {
    let plain = match filter {
        Filter::HmacSha1(key) => return format!("hmac_sha1({})", input(key)),
        Filter::HmacSha256(key) => return format!("hmac_sha256({})", input(key)),
        Filter::HmacMd5(key) => return format!("hmac_md5({})", input(key)),
        Filter::Pad(width) => return format!("pad({width})"),
        Filter::Unix(epoch) => return format!("unix({epoch})"),
        Filter::Len(_) => "len",
        Filter::Lower => "lower",
        Filter::Upper => "upper",
        Filter::Trim => "trim",
        Filter::Utf8 => "utf8",
        Filter::Hex => "hex",
        Filter::Base64 => "base64",
        Filter::Percent => "percent",
        Filter::FormEncode => "form",
        Filter::Md5 => "md5",
        Filter::Sha1 => "sha1",
        Filter::Sha256 => "sha256",
        Filter::UnixMs => "unix_ms",
        Filter::Local => "local",
    };
    plain.to_owned()
}

fn input(input: Input<'_>) -> String {
    let alone = match input {
        Input::Credential(name) => return format!("credential.{name}"),
        Input::Param(name) => return format!("param.{name}"),
        Input::Query(name) => return format!("query.{name}"),
        Input::Header(name) => return format!("header.{name}"),
        Input::Var(name) => return format!("var.{name}"),
        Input::Step(name) => name,
        Input::Body => "body",
        Input::Clock => "clock",
        Input::Nonce => "nonce",
        Input::Endpoint => "endpoint",
        Input::Environment => "environment",
        Input::Verb => "verb",
        Input::Scheme => "scheme",
        Input::Host => "host",
        Input::Path => "path",
        Input::Format => "format",
        Input::Signature => "signature",
        Input::Key => "key",
        Input::Value => "value",
    };
    alone.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_reads_as_it_was_written() {
        let each = Template(&[
            Part::Value(Input::Key, &[Filter::Len(TextUnit::Chars), Filter::Pad(2)]),
            Part::Text("-{"),
            Part::Value(Input::Value, &[Filter::Lower]),
        ]);
        let items = StepBody::Items {
            over: &[Over::Params],
            sort: SortBy::Key,
            except: &["签名"],
            drop_empty: true,
            each,
            join: "&",
        };
        let written = "{ over: params, sort: key, except: [签名], drop_empty: yes, each: \"{key.len:02}-{{{value | lower}\", join: \"&\" }";
        assert_eq!(step(&Step { name: "canonical", body: items }), written);
        let last = Template(&[Part::Value(
            Input::Step("canonical"),
            &[Filter::HmacSha256(Input::Credential("secret")), Filter::Hex],
        )]);
        let last = Step { name: "signature", body: StepBody::Template(last) };
        assert_eq!(step(&last), "\"{canonical | hmac_sha256(credential.secret) | hex}\"");
        let clock = Template(&[Part::Value(Input::Clock, &[Filter::Unix(5)])]);
        assert_eq!(template(&clock), "{clock.unix(5)}");
    }
}
