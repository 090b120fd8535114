//! What a command measured, as a table: printed, and written as Markdown and JSON. Measures nothing itself.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use crate::machine;
use crate::places::out_dir;

/// A figure of ours, and what it stands beside.
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) ours: f64,
    /// Whose figure stands beside it, and which.
    pub(crate) beside: Option<(String, f64)>,
    pub(crate) bar: Option<Bar>,
}

/// What ours may be at most.
#[derive(Clone, Copy)]
pub(crate) enum Bar {
    /// So much, in the row's unit.
    Most(f64),
    /// So many times what stands beside it.
    Times(f64),
}

/// The rows of a command.
pub(crate) struct Table {
    /// The command, which names the files too.
    name: &'static str,
    title: String,
    rows: Vec<Row>,
    /// What was left out, and why.
    notes: Vec<String>,
}

impl Row {
    /// A figure that stands alone.
    pub(crate) fn new(what: impl Into<String>, unit: &'static str, ours: f64) -> Self {
        Self { what: what.into(), unit, ours, beside: None, bar: None }
    }

    pub(crate) fn beside(self, peer: impl Into<String>, theirs: f64) -> Self {
        Self { beside: Some((peer.into(), theirs)), ..self }
    }

    pub(crate) fn bar(self, bar: impl Into<Option<Bar>>) -> Self {
        Self { bar: bar.into(), ..self }
    }

    fn ratio(&self) -> Option<f64> {
        self.beside.as_ref().map(|(_, theirs)| self.ours / theirs.max(f64::EPSILON))
    }

    fn is_met(&self) -> Option<bool> {
        Some(match self.bar? {
            Bar::Most(most) => self.ours <= most,
            Bar::Times(times) => self.ratio()? <= times,
        })
    }

    fn cells(&self) -> [String; 6] {
        let (peer, theirs) =
            self.beside.as_ref().map_or_else(Default::default, |(peer, theirs)| (peer.clone(), self.figure(*theirs)));
        let bar = match self.bar {
            Some(Bar::Most(most)) => format!("≤ {}", self.figure(most)),
            Some(Bar::Times(times)) => format!("≤ {times} ×"),
            None => String::new(),
        };
        let met = self.is_met().map_or("", |met| if met { ", met" } else { ", **missed**" });
        let ratio = self.ratio().map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        [self.what.clone(), self.figure(self.ours), peer, theirs, ratio, format!("{bar}{met}")]
    }

    fn figure(&self, figure: f64) -> String {
        let decimals = match figure.abs() {
            _ if self.unit == "allocations" || self.unit == "crates" => 0,
            size if size >= 1000.0 => 0,
            size if size >= 10.0 => 1,
            _ => 2,
        };
        format!("{figure:.decimals$} {}", self.unit).trim_end().to_owned()
    }
}

impl Table {
    pub(crate) fn new(name: &'static str, title: impl Into<String>) -> Self {
        Self { name, title: title.into(), rows: Vec::new(), notes: Vec::new() }
    }

    /// The command.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Adds a row, and prints it at once.
    pub(crate) fn row(&mut self, row: Row) {
        println!("  {}", row.cells().join(" | "));
        self.rows.push(row);
    }

    /// Says what was left out.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        println!("  {note}");
        self.notes.push(note);
    }

    /// Writes both files and prints the table.
    pub(crate) fn finish(self) -> Result<(), Box<dyn Error>> {
        let machine = machine::describe();
        let text = self.markdown(&machine)?;
        println!("\n{text}");
        let dir = out_dir()?;
        fs::write(dir.join(format!("{}.md", self.name)), text)?;
        fs::write(dir.join(format!("{}.json", self.name)), serde_json::to_string_pretty(&self.json(&machine))? + "\n")?;
        println!("written to {}/{}.md and .json", dir.display(), self.name);
        Ok(())
    }

    fn markdown(&self, machine: &str) -> Result<String, std::fmt::Error> {
        let mut text = format!("### {}: {}\n\n{machine}\n\n", self.name, self.title);
        text += "| what | ours | beside | | ours/theirs | bar |\n|---|---|---|---|---|---|\n";
        for row in &self.rows {
            writeln!(text, "| {} |", row.cells().join(" | "))?;
        }
        for note in &self.notes {
            write!(text, "\n{note}\n")?;
        }
        Ok(text)
    }

    fn json(&self, machine: &str) -> Value {
        let row = |row: &Row| {
            json!({
                "what": row.what, "unit": row.unit, "ours": row.ours, "ratio": row.ratio(), "met": row.is_met(),
                "beside": row.beside.as_ref().map(|(peer, _)| peer), "theirs": row.beside.as_ref().map(|(_, theirs)| theirs),
                "bar": row.bar.map(|bar| match bar {
                    Bar::Most(most) => json!({ "most": most }),
                    Bar::Times(times) => json!({ "times": times }),
                }),
            })
        };
        json!({
            "name": self.name, "title": self.title, "machine": machine, "notes": self.notes,
            "rows": self.rows.iter().map(row).collect::<Vec<_>>(),
        })
    }
}
