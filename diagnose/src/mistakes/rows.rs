//! Mistakes that write a text otherwise, as rows of tables: the words, which texts they are made in, and what becomes of
//! one. Each is made in all such texts at once, in the body, and in one value after another.

use super::{Flow, Ground, To, give};
use crate::cause::Cause;
use crate::document;

/// A mistake: [`on`] says which texts it is made in.
pub(super) struct Row {
    on: On,
    says: &'static str,
    holds: &'static str,
    rewrite: Rewrite,
}

/// The text as the other side has it; `None` where there is nothing to be made otherwise.
type Rewrite = fn(&str) -> Option<String>;

/// A mistake in such texts. `says` goes on after "the other side", `holds` after "it verifies if"; `{it}` in both stands
/// for the text that it is made in.
pub(super) const fn on(on: On, says: &'static str, holds: &'static str, rewrite: Rewrite) -> Row {
    Row { on, says, holds, rewrite }
}

/// A mistake in JSON documents: "in the JSON of" and the text are added to its words.
pub(super) const fn on_json(says: &'static str, holds: &'static str, rewrite: Rewrite) -> Row {
    on(On::Json, says, holds, rewrite)
}

/// Which texts a mistake is made in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    /// The body and values that are JSON documents.
    Json,
    /// The body, and values of more than one line.
    Lines,
    /// The body and all values.
    Texts,
    /// All values, those of public credentials among them.
    Values,
}

impl On {
    fn takes(self, text: &str) -> bool {
        match self {
            Self::Json => is_json(text),
            Self::Lines => text.contains(['\r', '\n']),
            Self::Texts | Self::Values => true,
        }
    }

    fn takes_body(self, body: &str) -> bool {
        match self {
            Self::Json => is_json(body),
            Self::Lines | Self::Texts => !body.is_empty(),
            Self::Values => false,
        }
    }
}

/// Whether a text is a JSON document of which the form may differ.
fn is_json(text: &str) -> bool {
    text.starts_with(['{', '[']) && document::parsed(text).is_some()
}

/// Makes every mistake of a table.
pub(super) fn each<'a>(ground: &Ground<'a, '_>, kind: &'static str, rows: &[Row], to: To<'_, 'a>) -> Flow {
    rows.iter().try_for_each(|row| made(ground, (kind, row.says, row.holds), row.on, &row.rewrite, to))
}

/// Makes one mistake in all texts, in the body, and in each value.
pub(super) fn made<'a>(
    ground: &Ground<'a, '_>,
    (kind, says, holds): (&'static str, &str, &str),
    on: On,
    rewrite: &dyn Fn(&str) -> Option<String>,
    to: To<'_, 'a>,
) -> Flow {
    let changed = |text: &str, value: Option<String>| value.filter(|value| value != text);
    let value = |text: &str| if on.takes(text) { changed(text, rewrite(text)) } else { None };
    let body = |text: &str| if on.takes_body(text) { changed(text, rewrite(text)) } else { None };
    let words = |name: &str| {
        let about = |words: &str| match on {
            On::Json => format!("{words} in the JSON of {name}"),
            _ => words.replace("{it}", name),
        };
        Cause::new(kind, about(says), about(holds))
    };

    let platform = &ground.case.platform;
    let public = platform.credentials.iter().filter(|credential| !credential.secret && credential.parts.is_empty());
    let public = public.filter_map(|credential| Some((credential.name, ground.case.credentials.get(credential.name)?)));
    let mut names: Vec<&str> = Vec::new();
    for (name, text) in ground.case.call.values().chain(public) {
        if !names.contains(&name) && value(text).is_some() {
            names.push(name);
        }
    }
    let with_body = ground.case.with_body(body);
    // One library serves all of a program's values: together is likelier than one alone.
    if names.len() + usize::from(with_body.is_some()) > 1 {
        let all = ground.case.with_values(&mut |_, text| value(text));
        give(to, words("every value"), all.and_then(|case| case.with_body(body).or(Some(case))))?;
    }
    give(to, words("the body"), with_body)?;
    for name in names {
        let case = ground.case.with_values(&mut |candidate, text| if candidate == name { value(text) } else { None });
        give(to, words(&format!("`{}`", name.escape_debug())), case)?;
    }
    Flow::Continue(())
}
