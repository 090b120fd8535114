//! What the tests of pages share: a page as text, and the lines of a page that nothing accounts for.

use std::fmt::Write as _;

use signwright_import::page::{Block, Lines, Page};
use signwright_import::profile::Profile;
use signwright_import::read::read;

/// Reads a page that has a table.
#[allow(dead_code, reason = "each test file uses what it needs")]
pub(crate) fn page(text: &str) -> Page {
    match read("页面", text.as_bytes(), Profile::standard()) {
        Ok(page) => page,
        Err(error) => panic!("{error}: {}", error.help()),
    }
}

/// The lines with a letter or a digit that are neither placed nor left out with a reason. That a table goes over a
/// line does not place it: a row or the header has to hold it.
pub(crate) fn unaccounted(text: &str, page: &Page) -> Vec<u32> {
    let lines: Vec<&str> = text.lines().collect();
    let mut known = vec![false; lines.len() + 1];
    let mut place = |lines: Lines| {
        let held = known.iter_mut().skip(lines.first as usize).take((lines.last - lines.first) as usize + 1);
        held.filter(|_| lines.first > 0).for_each(|known| *known = true);
    };
    let whole: Vec<Lines> = page.tables().map(|(_, table)| table.lines).collect();
    page.placed().filter(|lines| !whole.contains(lines)).for_each(&mut place);
    page.unplaced.iter().for_each(|one| place(one.lines));
    for (_, table) in page.tables() {
        table.rows.iter().for_each(|row| place(row.lines));
        place(Lines::single(table.lines.first));
        let words = || table.columns.iter().flat_map(|column| column.words.chars());
        let below = table.rows.first().map_or(table.lines.last + 1, |row| row.lines.first);
        let is_header =
            |line: &&str| line.chars().filter(|c| c.is_alphanumeric()).all(|c| words().any(|word| word == c));
        for line in
            (table.lines.first + 1..below).take_while(|&line| lines.get(line as usize - 1).is_some_and(is_header))
        {
            place(Lines::single(line));
        }
    }
    let lost = lines.iter().zip(known.iter().skip(1)).zip(1..);
    let lost = lost.filter(|((line, known), _)| !**known && line.chars().any(char::is_alphanumeric));
    lost.map(|(_, number)| number).collect()
}

/// A page as text.
#[allow(dead_code, reason = "each test file uses what it needs")]
pub(crate) fn shown(page: &Page) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{:?}", page.layout);
    for (key, text) in
        [("address", &page.address), ("endpoint", &page.endpoint), ("title", &page.title), ("group", &page.group)]
    {
        if let Some(text) = text {
            let _ = writeln!(out, "{key} {} {}", at(text.lines), text.text);
        }
    }
    for section in &page.sections {
        let heading = section.heading.as_ref().map_or("", |heading| &heading.text);
        let _ = writeln!(out, "\n# {:?} {heading}", section.kind);
        for block in &section.blocks {
            show_block(block, &mut out);
        }
    }
    let _ = writeln!(out, "\nlinks");
    for link in &page.links {
        let _ = writeln!(out, "{} {} -> {}", link.line, link.words, link.address);
    }
    let _ = writeln!(out, "\nunplaced");
    for one in &page.unplaced {
        let _ = writeln!(out, "{} {:?} {}", at(one.lines), one.reason, one.text);
    }
    let _ = writeln!(out, "\ndoubts");
    for doubt in &page.doubts {
        let _ = writeln!(out, "{} {:?}: {}", at(doubt.lines), doubt.kind, doubt.message);
    }
    out
}

fn show_block(block: &Block, out: &mut String) {
    match block {
        Block::Prose(text) => {
            let _ = writeln!(out, "prose {} {:?}", at(text.lines), text.text);
        }
        Block::Remark(remark) => {
            let _ = writeln!(out, "remark {} {:?} [{}] {:?}", at(remark.lines), remark.kind, remark.label, remark.text);
        }
        Block::Sample(sample) => {
            let label = sample.label.as_ref().map_or("", |label| &label.text);
            let _ = writeln!(
                out,
                "sample {} {:?} {:?} [{label}] {:?}",
                at(sample.lines),
                sample.kind,
                sample.language,
                sample.text
            );
        }
        Block::Table(table) => {
            let name = table.name.as_ref().map_or("", |name| &name.text);
            let note = table.name_note.as_deref().unwrap_or_default();
            let _ = writeln!(out, "table {} {:?} [{name}] {note}", at(table.lines), table.kind);
            let columns: Vec<String> =
                table.columns.iter().map(|column| format!("{} {:?}", column.words, column.role)).collect();
            let _ = writeln!(out, "    {}", columns.join(" | "));
            for row in &table.rows {
                let cells: Vec<String> = row
                    .cells
                    .iter()
                    .map(|cell| if cell.missing { "∅".to_owned() } else { cell.text.replace('\n', "⏎") })
                    .collect();
                let doubt = if row.doubtful { "?" } else { "" };
                let _ = writeln!(out, "    {}{doubt} {}", at(row.lines), cells.join(" | "));
            }
        }
    }
}

fn at(lines: Lines) -> String {
    if lines.first == lines.last { lines.first.to_string() } else { format!("{}-{}", lines.first, lines.last) }
}
