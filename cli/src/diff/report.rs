//! A comparison for a terminal, for a program, and as an entry of a changelog.

use std::fmt::Write as _;

use super::{Change, Consequence, Difference, Effect, Verdict};
use crate::json::{self, Json};
use crate::phrase::count;
use signwright_codegen::one_line;

impl Difference {
    /// For a terminal: each change in three lines, and the verdict.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (index, change) in self.changes.iter().enumerate() {
            let is_first = index
                .checked_sub(1)
                .and_then(|index| self.changes.get(index))
                .is_none_or(|before| before.platform != change.platform);
            if is_first {
                let gap = if index == 0 { "" } else { "\n" };
                let _ = writeln!(out, "{gap}{}", change.platform);
            }
            let place = change.place();
            let colon = if place.is_empty() { "" } else { ": " };
            let _ = writeln!(out, "  {}  {place}{colon}{}", change.verdict().word(), change.what);
            for (name, of) in [("Rust API", &change.api), ("requests", &change.requests)] {
                if of.effect != Effect::Same {
                    let _ = writeln!(out, "         {name}  {}", of.says);
                }
            }
        }
        match self.verdict() {
            None => out.push_str("nothing changed\n"),
            Some(verdict) => {
                let _ = writeln!(out, "\n{}: {}", verdict.word(), self.counted());
            }
        }
        out
    }

    /// How many changes there are of each weight: `3 changes (1 major, 2 minor)`.
    fn counted(&self) -> String {
        let of = |verdict| (self.changes.iter().filter(|change| change.verdict() == verdict).count(), verdict);
        let counts = [Verdict::Major, Verdict::Minor, Verdict::Patch].map(of);
        let counts = counts.iter().filter(|(number, _)| *number > 0);
        let counts: Vec<_> = counts.map(|(number, verdict)| format!("{number} {}", verdict.word())).collect();
        format!("{} ({})", count(self.changes.len(), "change"), counts.join(", "))
    }

    /// For a program: `{ verdict, changes: [{ kind, verdict, platform, endpoint, path, what, api, requests }] }`.
    /// The verdict is empty when nothing changed.
    pub fn json(&self) -> String {
        let consequence = |of: &Consequence| {
            let effect = match of.effect {
                Effect::Same => "same",
                Effect::Differs => "differs",
                Effect::Breaks => "breaks",
            };
            json::map([("effect", json::text(effect)), ("says", json::text(&of.says))])
        };
        let change = |change: &Change| {
            json::map([
                ("kind", json::text(change.kind.slug())),
                ("verdict", json::text(change.verdict().word())),
                ("platform", json::text(&change.platform)),
                ("endpoint", json::text(&change.endpoint)),
                ("path", json::text(&change.path)),
                ("what", json::text(&change.what)),
                ("api", consequence(&change.api)),
                ("requests", consequence(&change.requests)),
            ])
        };
        let document = json::map([
            ("verdict", json::text(self.verdict().map_or("", Verdict::word))),
            ("changes", Json::List(self.changes.iter().map(change).collect())),
        ]);
        json::lines(&document) + "\n"
    }

    /// An entry of a changelog: what breaks, what is new or goes otherwise, and the rest.
    pub fn markdown(&self) -> String {
        let Some(verdict) = self.verdict() else { return "Nothing changed.\n".to_owned() };
        let mut out = format!("## Unreleased ({})\n", verdict.word());
        for (verdict, title) in [
            (Verdict::Major, "Breaking"),
            (Verdict::Minor, "Added and changed"),
            (Verdict::Patch, "Without effect on programs and requests"),
        ] {
            let changes: Vec<_> = self.changes.iter().filter(|change| change.verdict() == verdict).collect();
            if !changes.is_empty() {
                let _ = write!(out, "\n### {title}\n\n");
            }
            for change in changes {
                out.push_str(&item(change));
            }
        }
        out
    }
}

/// `` - `acme` `order.push` `request.depot`: length 40 → 20. Requests: … ``
fn item(change: &Change) -> String {
    // A back tick would end the code; no name of a platform or endpoint needs one.
    let code = |text: &str| format!("`{}`", text.replace('`', "'"));
    let places = [&change.platform, &change.endpoint, &change.path];
    let places: Vec<_> = places.into_iter().filter(|part| !part.is_empty()).map(|part| code(part)).collect();
    let mut line = format!("- {}: {}", places.join(" "), one_line(&change.what));
    for (name, of) in [("Rust API", &change.api), ("Requests", &change.requests)] {
        if of.effect != Effect::Same {
            let _ = write!(line, "; {name}: {}", of.says);
        }
    }
    line + ".\n"
}
