//! The model back in the words of the notation: conditions, rules, templates, steps. For people who compare or
//! read specs; nothing here is read by a program again.

mod step;

pub(crate) use self::step::{placed, step};
pub(crate) use signwright_model::notation::condition::print as condition;
pub(crate) use signwright_model::notation::rule::line as rule;
pub(crate) use signwright_model::notation::wire::lists_word as lists;

use signwright_model::{Body, Template, Travels, is_invisible, notation};

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

/// Where a row travels under this body: `query`, `form.biz_content`, `body`.
pub(crate) fn travels(travels: Travels, body: Body<'_>) -> String {
    match (travels.under(body), body) {
        (Travels::InBody, Body::Inside { .. }) => notation::wire::body_word(body),
        (Travels::InBody, _) => "body".to_owned(),
        (Travels::InQuery, _) => "query".to_owned(),
        (place, _) => place.word().unwrap_or_default().to_owned(),
    }
}

/// What is sent as a body, with the formats and the names of an envelope.
pub(crate) fn body(body: Body<'_>) -> String {
    match body {
        Body::Envelope { path, formats } if !path.is_empty() => {
            let path: Vec<_> = path.iter().map(template).collect();
            let formats: Vec<_> = formats.iter().map(|format| format.name()).collect();
            format!("{} in {}", formats.join(" or "), path.join(" › "))
        }
        body => notation::wire::body_word(body),
    }
}

/// `1 row`, `2 rows`.
pub fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}
