//! The model back in the words of the notation: conditions, rules, templates, steps. For people who compare or
//! read specs; nothing here is read by a program again.

mod step;

pub(crate) use self::step::{placed, step};
pub(crate) use signwright_model::notation::condition::print as condition;
pub(crate) use signwright_model::notation::rule::line as rule;

use signwright_model::{Template, is_invisible, notation};

/// A vendor's text for a terminal: one line, and nothing that could move the cursor or turn the direction.
pub fn plain(text: &str) -> String {
    let visible: String =
        text.chars().filter(|c| !is_invisible(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    // A vendor's title may be broken over lines, and a table needs it on one.
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A template: `{canonical}{credential.secret | md5 | hex}`.
pub(crate) fn template(of: &Template<'_>) -> String {
    notation::template::print(*of)
}

/// `1 row`, `2 rows`.
pub fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}
