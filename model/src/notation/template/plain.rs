//! Texts that are no templates: names, separators, what a value is compared with. One that looks like a template is
//! refused, for it would be taken as it stands, braces and all.

use super::inputs;
use crate::catalogue::Code;
use crate::diagnostic::Located;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Refuses a name with a template in it. `what` says what belongs there: `a name`.
pub fn check(text: Located<'_>, what: &str, diagnostics: &mut Diagnostics) {
    if words(text.text).next().is_some() {
        refuse(text, what, diagnostics);
    }
}

/// Refuses a value with an input in braces in it. Other braces stay: a value may be JSON.
pub fn check_value(text: Located<'_>, what: &str, diagnostics: &mut Diagnostics) {
    if names_input(text.text) {
        refuse(text, what, diagnostics);
    }
}

/// Whether a text holds an input of templates in braces.
pub(super) fn names_input(text: &str) -> bool {
    words(text).any(inputs::is_input)
}

fn refuse(text: Located<'_>, what: &str, diagnostics: &mut Diagnostics) {
    let message = format!("{what} belongs here, and this is a template: it would be taken as it stands");
    let help =
        "write the text itself; templates stand in steps, in `each`, `key`, `value` and `join`, and in what is sent";
    diagnostics.push(Diagnostic::error(Code::BadTemplate, text.span, message).help(help));
}

/// The word behind each brace that opens a template's value; of a quoted text, its quote.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut remaining = text;
    std::iter::from_fn(move || {
        loop {
            let (_, behind) = remaining.split_once('{')?;
            if let Some(behind) = behind.strip_prefix('{') {
                remaining = behind;
                continue;
            }
            remaining = behind;
            let word = behind.trim_start();
            let end = word.find(|next: char| !next.is_alphanumeric() && next != '_' && next != '.');
            match end.unwrap_or(word.len()) {
                0 if word.starts_with('\'') => return Some("'"),
                0 => {}
                end => return word.get(..end),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{names_input, words};

    #[test]
    fn a_template_is_told_from_braces_of_another_kind() {
        for (text, found) in [
            ("{param.x}", &["param.x"][..]),
            ("单号-{ var.店铺 | lower}-{key", &["var.店铺", "key"]),
            ("{'x' | md5}", &["'"]),
            ("{{param.x}}", &[]),
            ("{\"a\": {}}", &[]),
            ("订单", &[]),
        ] {
            assert_eq!(words(text).collect::<Vec<_>>(), found, "{text}");
        }
        assert!(names_input("a{credential.secret}") && names_input("{body}") && names_input("{clock.unix}"));
        assert!(!names_input("/orders/{id}") && !names_input("{json5}"));
    }
}
