//! The body read as text: another line end, one at the end more or less, a byte order mark, the wrong character set.
//! Of values the same where they have more than one line.

use super::super::cause::Cause;
use super::{Flow, Ground, To, give};

type Rewrite = fn(&str) -> Option<String>;

const BODIES: [(&str, &str, Rewrite); 8] = [
    ("ends the lines of {it} with CRLF", "the lines of {it} end with CRLF", |text| {
        Some(text.replace("\r\n", "\n").replace('\n', "\r\n"))
    }),
    ("ends the lines of {it} with LF", "the lines of {it} end with LF", |text| Some(text.replace("\r\n", "\n"))),
    ("ends {it} with a line end", "{it} ends with a line end", |text| Some(format!("{text}\n"))),
    ("ends {it} with CRLF", "{it} ends with CRLF", |text| Some(format!("{text}\r\n"))),
    ("leaves the white space around {it} out", "{it} is without the white space around it", |text| {
        Some(text.trim().to_owned())
    }),
    ("joins the lines of {it}", "the lines of {it} are joined", |text| Some(text.replace(['\r', '\n'], ""))),
    ("has a byte order mark before {it}", "a byte order mark stands before {it}", |text| {
        Some(format!("\u{feff}{text}"))
    }),
    ("leaves the byte order mark of {it} out", "{it} is without its byte order mark", |text| {
        text.strip_prefix('\u{feff}').map(str::to_owned)
    }),
];

pub(super) fn variations<'a>(ground: &Ground<'a, '_>, to: To<'_, 'a>) -> Flow {
    let body = !ground.case.call.body().is_empty();
    for (says, holds, rewrite) in BODIES {
        let fill = |text: &str, it: &str| text.replace("{it}", it);
        if body {
            let words = Cause::new("text", fill(says, "the body"), fill(holds, "the body"));
            give(to, words, ground.case.with_body(rewrite))?;
        }
        for name in names(ground, |value| value.contains(['\r', '\n'])) {
            let case = ground.case.with_values(&mut |own, value| if own == name { rewrite(value) } else { None });
            let it = format!("`{}`", name.escape_debug());
            give(to, Cause::new("text", fill(says, &it), fill(holds, &it)), case)?;
        }
    }
    let (says, holds) = ("takes the bytes of {it} for Latin-1", "the bytes of {it} are taken for Latin-1");
    let words = |it: &str| Cause::new("text", says.replace("{it}", it), holds.replace("{it}", it));
    give(to, words("the body"), ground.case.with_body(|body| Some(latin(body))))?;
    let every = ground.case.with_values(&mut |_, value| Some(latin(value)));
    give(to, words("every value"), every)?;
    for name in names(ground, |value| !value.is_ascii()) {
        let case = ground.case.with_values(&mut |own, value| (own == name).then(|| latin(value)));
        give(to, words(&format!("`{}`", name.escape_debug())), case)?;
    }
    Flow::Continue(())
}

fn names(ground: &Ground<'_, '_>, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let found = ground.case.call.values().filter(|(_, value)| wanted(value));
    found.map(|(name, _)| name.to_owned()).collect()
}

/// The bytes of the text, each as the character of this number.
fn latin(text: &str) -> String {
    text.bytes().map(char::from).collect()
}
