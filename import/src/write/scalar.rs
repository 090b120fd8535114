//! Text as YAML: plain where the loader reads it back as it is, else quoted, else a block.

use signwright_codegen::render::quoted;

/// Characters that begin something else than plain text.
const LEADING: &str = "-?:,[]{}#&*!|>'\"%@`=";

/// A text on one line, as a value behind a key or a dash.
pub(crate) fn inline(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// The same inside `{}` or `[]`.
pub(crate) fn flow(text: &str) -> String {
    if is_plain(text) && !text.contains([',', '[', ']', '{', '}']) { text.to_owned() } else { quoted(text) }
}

pub(crate) fn key(text: &str) -> String {
    if is_plain(text) && !text.contains([':', ',', '[', ']', '{', '}', '"', '\'']) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A text of several lines as a block with this indent, or on its own line.
pub(super) fn block(text: &str, indent: usize) -> String {
    let is_block = !text.starts_with([' ', '\n']) && !text.is_empty() && text.chars().all(|c| c == '\n' || is_shown(c));
    if !is_block {
        return inline(text);
    }
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!("{:indent$}{line}", "") });
    format!("|\n{}", lines.collect::<Vec<_>>().join("\n"))
}

fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let second = text.chars().nth(1);
    // YAML takes `-`, `?` and `:` for marks only before a blank.
    let leads = LEADING.contains(first)
        && !(matches!(first, '-' | '?' | ':') && second.is_some_and(|next| !next.is_whitespace()));
    !leads
        && !first.is_whitespace()
        && !text.ends_with(char::is_whitespace)
        && !text.ends_with(':')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("---")
        && !text.starts_with("...")
        && text.chars().all(is_shown)
}

/// Whether a character can stand in plain text and in blocks.
fn is_shown(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use signwright_codegen::diagnostic::{Diagnostics, FileId};
    use signwright_codegen::syntax;

    fn read_back(yaml: &str) -> Option<String> {
        let mut diagnostics = Diagnostics::default();
        let tree = syntax::parse(yaml, FileId(0), &mut diagnostics)?;
        if diagnostics.has_errors() {
            return None;
        }
        Some(tree.get("键")?.scalar()?.text.clone())
    }

    proptest! {
        #[test]
        fn any_text_is_read_back(text in "(?s).{1,40}", marks in "[-?:,# |>'\"%@`=\\[\\]{}是!&*\\\\\n]{1,12}") {
            for text in [text, marks] {
                let shown: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
                prop_assert_eq!(read_back(&format!("键: {}\n", inline(&shown))), Some(shown.clone()));
                prop_assert_eq!(read_back(&format!("{{ 键: {} }}\n", flow(&shown))), Some(shown.clone()));
            }
        }
    }

    #[test]
    fn a_block_keeps_its_lines() {
        let text = "{\n  \"a\": \"😀\" # x\n\n}";
        assert_eq!(read_back(&format!("键: {}\n", block(text, 2))).as_deref(), Some(&*format!("{text}\n")));
    }
}
