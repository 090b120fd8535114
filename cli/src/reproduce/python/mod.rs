//! A signature in Python: each step is an assignment, each filter a call. Helpers are written where they are used.

mod filter;
mod helpers;
mod map;

use signwright_diagnose::notation;
use signwright_model::{Filter, Input};
use signwright_runtime::sign::SignedStep;
use signwright_runtime::sign::{Traced, TracedPart, TracedStep};

use self::helpers::{OPENSSL, TAKEN};
use crate::reproduce::quote;
use crate::reproduce::script::{Names, Script, Secrets, heading, is_text, line, shown};

type Of<'v> = (Input<'v>, &'v [Filter<'v>], &'v [Option<SignedStep>]);

#[derive(Clone)]
struct Expr {
    code: String,
    is_text: bool,
}

impl Expr {
    fn new(code: impl Into<String>, is_text: bool) -> Self {
        Self { code: code.into(), is_text }
    }

    fn text(self) -> String {
        if self.is_text { self.code } else { format!("{}.decode()", self.code) }
    }

    fn bytes(self) -> String {
        if self.is_text { format!("{}.encode()", self.code) } else { self.code }
    }

    fn of_kind(self, is_text: bool) -> String {
        if is_text { self.text() } else { self.bytes() }
    }
}

struct Python {
    names: Names,
    secrets: Secrets,
    kinds: Vec<(String, bool)>,
    helpers: Vec<&'static str>,
}

pub(super) fn write(platform: &str, steps: &[TracedStep<'_>], show_secrets: bool) -> Script {
    let secrets = Secrets { shown: show_secrets, ..Secrets::default() };
    let mut python = Python { names: Names::without(TAKEN), secrets, kinds: Vec::new(), helpers: Vec::new() };
    let mut body = Vec::new();
    for step in steps {
        python.step(step, &mut body);
    }
    let last = steps.last().and_then(|step| python.names.of_step(step.value.name())).unwrap_or("\"\"").to_owned();
    let needs = if python.helpers.contains(&OPENSSL) { "Python 3 and openssl" } else { "Python 3 alone" };
    let mut lines = heading(platform, needs, steps);
    let helpers = python.helpers.join("\n");
    let text = format!("{helpers}\n{}", body.join("\n"));
    let used =
        |module: &&str| text.contains(&format!("{module}.")) || (*module == "os" && !python.secrets.list.is_empty());
    let modules: Vec<_> =
        ["base64", "hashlib", "hmac", "json", "os", "re", "subprocess", "tempfile"].into_iter().filter(used).collect();
    if !modules.is_empty() {
        lines.push(format!("import {}", modules.join(", ")));
    }
    if text.contains("unquote(") {
        lines.push("from urllib.parse import unquote".to_owned());
    }
    for helper in &python.helpers {
        lines.extend([String::new(), (*helper).to_owned()]);
    }
    lines.push(String::new());
    for secret in &python.secrets.list {
        let value = if show_secrets {
            quote::python(&secret.value)
        } else {
            format!("os.environ[{}]", quote::python(&secret.variable))
        };
        let value = if secret.is_text { value } else { format!("bytes.fromhex({value})") };
        lines.push(format!("{} = {value}  # {}", secret.ident, line(&secret.told)));
    }
    lines.extend(body);
    lines.push(format!("\nprint({last})\n"));
    Script { text: lines.join("\n"), variables: python.secrets.variables() }
}

impl Python {
    fn step(&mut self, step: &TracedStep<'_>, body: &mut Vec<String>) {
        let is_text = step.value.is_text();
        let name = step.value.name();
        let code = match &step.body {
            Traced::Template(parts) => {
                body.push(format!("\n# {}: {}", line(name), line(&shown(parts))));
                self.template(parts, is_text)
            }
            Traced::Map(map) => {
                body.push(format!("\n# {}: {}", line(name), line(&notation::map(&map.items))));
                self.map(map, body)
            }
        };
        let code = code.unwrap_or_else(|| self.literal(&step.value).of_kind(is_text));
        let ident = self.names.step(name);
        self.kinds.push((name.to_owned(), is_text));
        body.push(format!("{ident} = {code}"));
    }

    /// Values and texts put together; `None` where a filter has no counterpart.
    fn template(&mut self, parts: &[TracedPart<'_>], is_text: bool) -> Option<String> {
        let mut terms = Vec::new();
        for part in parts {
            terms.push(match part {
                TracedPart::Text(text) => Expr::new(quote::python(text), true).of_kind(is_text),
                TracedPart::Value { input, filters, stages, arguments } => {
                    self.value((*input, filters, arguments), stages)?.of_kind(is_text)
                }
            });
        }
        Some(if terms.is_empty() { Expr::new("\"\"", true).of_kind(is_text) } else { terms.join(" + ") })
    }

    fn value(&mut self, (input, filters, arguments): Of<'_>, stages: &[SignedStep]) -> Option<Expr> {
        // The clock is written by its first filter.
        let start = usize::from(input == Input::Clock);
        let first = self.input(input, stages.first()?);
        let behind = filters.iter().zip(arguments).skip(start);
        let made =
            behind.clone().try_fold(first, |before, (filter, argument)| self.filter(before, filter, argument.as_ref()));
        // A filter without counterpart: what it gives, as it is.
        made.or_else(|| {
            let complete = stages.len() == behind.count() + 1;
            stages.last().filter(|_| complete).map(|last| self.literal(last))
        })
    }

    fn input(&mut self, input: Input<'_>, value: &SignedStep) -> Expr {
        if let Input::Step(name) = input {
            let kind = self.kinds.iter().find(|(step, _)| step == name).map(|(_, is_text)| *is_text);
            if let (Some(ident), Some(is_text)) = (self.names.of_step(name), kind) {
                return Expr::new(ident, is_text);
            }
        }
        self.literal(value)
    }

    fn literal(&mut self, value: &SignedStep) -> Expr {
        if value.is_secret() {
            return Expr::new(self.secrets.ident(value, &mut self.names), is_text(value));
        }
        if value.is_text() {
            Expr::new(quote::python(&value.plain()), true)
        } else {
            Expr::new(quote::python_bytes(value.as_bytes()), false)
        }
    }

    fn help(&mut self, helper: &'static str) {
        if !self.helpers.contains(&helper) {
            self.helpers.push(helper);
        }
    }
}
