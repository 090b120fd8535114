//! `sign --explain`: the steps for people: what each is made of, what goes in, what every filter makes of it, which
//! bytes come out.

use std::borrow::Cow;
use std::fmt::Write as _;

use signwright::json::{self, Json};
use signwright_diagnose::notation;
use signwright_model::Input;
use signwright_runtime::sign::SignedStep;
use signwright_runtime::sign::{Traced, TracedMap, TracedPart, TracedStep};

/// The most bytes that are shown in hex.
// Three lines of sixteen: enough to see a byte order mark or another character set.
const BYTES: usize = 48;

/// Shows values, secrets only if they are wanted.
#[derive(Clone, Copy)]
pub(super) struct Explain {
    pub(super) show_secrets: bool,
}

impl Explain {
    pub(super) fn text(self, steps: &[TracedStep<'_>]) -> String {
        let mut page = String::new();
        for (place, step) in steps.iter().enumerate() {
            // Writing to a text cannot fail.
            let _ = writeln!(page, "{}. {}", place + 1, step.value.name());
            match &step.body {
                Traced::Template(parts) => self.template(parts, &mut page),
                Traced::Map(map) => self.map(map, &mut page),
            }
            let _ = writeln!(page, "   = {}", indented(&self.shown(&step.value)));
            let _ = writeln!(page, "     {}", self.measured(&step.value));
            page.push('\n');
        }
        page
    }

    fn template(self, parts: &[TracedPart<'_>], page: &mut String) {
        let notation: String = parts.iter().map(written).collect();
        let _ = writeln!(page, "   {notation}");
        for part in parts {
            let TracedPart::Value { input, filters, stages, arguments } = part else { continue };
            let Some((first, behind)) = stages.split_first() else { continue };
            // A clock's first filter is its format, and there is no stage before it to be shown.
            let start = usize::from(filters.len() == behind.len() + 1);
            let name = notation::value(*input, filters.get(..start).unwrap_or_default());
            let value = match input {
                Input::Step(_) => "as above".to_owned(),
                // The body is bytes to a scheme; people read it as text where it is some.
                Input::Body if !first.is_secret() => indented(&String::from_utf8_lossy(first.as_bytes())),
                _ => indented(&self.shown(first)),
            };
            let _ = writeln!(page, "     {name}  {value}");
            let behind = behind.iter().zip(filters.iter().zip(arguments).skip(start));
            for (stage, (filter, argument)) in behind {
                let filter = notation::filter(filter);
                let key = argument.as_ref().map(|key| format!("  (under {})", self.shown(key))).unwrap_or_default();
                let _ = writeln!(page, "       {}{key}  {}", filter.trim_start(), indented(&self.shown(stage)));
            }
        }
    }

    fn map(self, map: &TracedMap<'_>, page: &mut String) {
        let _ = writeln!(page, "   {}", notation::map(&map.items));
        for pair in &map.pairs {
            let _ = writeln!(page, "     {}  {}", pair.name(), indented(&self.shown(pair)));
        }
        if let Some(written) = map.written.as_ref().filter(|written| !written.is_empty()) {
            let _ = writeln!(page, "   in this order");
            for line in written {
                let _ = writeln!(page, "     {}", self.shown(line).replace('\n', "\\n"));
            }
        }
    }

    /// How long a value is, and its bytes where a secret would not stand among them.
    fn measured(self, value: &SignedStep) -> String {
        let bytes = value.as_bytes();
        let characters = value.plain().chars().count();
        let counted = if value.is_text() && characters != bytes.len() {
            format!("{characters} characters, {} bytes", bytes.len())
        } else {
            format!("{} bytes", bytes.len())
        };
        // The bytes of a secret are the secret.
        if value.is_secret() && !self.show_secrets {
            return counted;
        }
        let shown: Vec<_> = bytes.iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect();
        let more = if bytes.len() > BYTES { " …" } else { "" };
        format!("{counted}: {}{more}", shown.join(" "))
    }

    fn shown(self, value: &SignedStep) -> Cow<'_, str> {
        if self.show_secrets { value.plain() } else { value.masked() }
    }

    pub(super) fn node(self, steps: &[TracedStep<'_>]) -> Json {
        let named = |value: &SignedStep| {
            json::map([("name", json::text(value.name())), ("value", json::text(self.shown(value)))])
        };
        let step = |step: &TracedStep<'_>| {
            let mut members = vec![("name", json::text(step.value.name()))];
            match &step.body {
                Traced::Template(parts) => {
                    members.push(("notation", json::text(parts.iter().map(written).collect::<String>())));
                    let inputs = parts.iter().filter_map(|part| match part {
                        TracedPart::Value { stages, .. } => stages.first().map(named),
                        TracedPart::Text(_) => None,
                    });
                    members.push(("inputs", Json::List(inputs.collect())));
                }
                Traced::Map(map) => {
                    members.push(("notation", json::text(notation::map(&map.items))));
                    members.push(("inputs", Json::List(map.pairs.iter().map(named).collect())));
                    let items = map.written.iter().flatten().map(|line| json::text(self.shown(line)));
                    members.push(("items", Json::List(items.collect())));
                }
            }
            members.push(("value", json::text(self.shown(&step.value))));
            members.push(("bytes", Json::Int(i64::try_from(step.value.as_bytes().len()).unwrap_or(i64::MAX))));
            json::map(members)
        };
        Json::List(steps.iter().map(step).collect())
    }
}

fn written(part: &TracedPart<'_>) -> String {
    match part {
        TracedPart::Text(text) => (*text).replace('\n', "\\n"),
        TracedPart::Value { input, filters, .. } => format!("{{{}}}", notation::value(*input, filters)),
    }
}

/// A text of several lines under the first one.
fn indented(text: &str) -> String {
    if text.is_empty() { "(empty)".to_owned() } else { text.replace('\n', "\n       ") }
}
