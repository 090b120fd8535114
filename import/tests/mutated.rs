//! Mutated pages: reading never panics, is quick, and loses no line, whatever was cut, doubled or put in.

mod common;

use proptest::prelude::*;
use signwright_import::page::Layout;
use signwright_import::profile::Profile;
use signwright_import::read::read;

use common::unaccounted;

const PAGES: [&str; 4] = [
    include_str!("pages/markdown.md"),
    include_str!("pages/bare.txt"),
    include_str!("pages/glued.txt"),
    include_str!("pages/page.html"),
];

/// What may be put into a page.
const SCRAPS: [&str; 30] = [
    "|",
    "||",
    "\\",
    "`",
    "```",
    "**",
    "<br>",
    "<table>",
    "</td>",
    "---|---",
    "| --- | --- |",
    "[",
    "](",
    "!",
    "&lt;",
    "\n",
    "\n\n",
    "\u{202e}",
    "名称字段类型长度",
    "必须",
    "varchar",
    "3.3 业务请求参数",
    "😀👨‍👩‍👧",
    "｜",
    "\n|  | `<br>` |\n",
    "\n|  |  |  |\n",
    "\n| items |  |  |  |\n",
    "\n| 名称 | 字段 | 类型 |  |\n",
    "\n|  |  | 类型 | 描述 |\n",
    "\n| --- | --- | --- | --- |\n",
];

/// A change of a page at a place that is a part of it, in thousandths.
#[derive(Clone, Debug)]
enum Change {
    Cut(usize, usize),
    Insert(usize, usize),
    DropLine(usize),
    DoubleLine(usize),
    SwapLines(usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let part = 0..1000_usize;
    prop_oneof![
        (part.clone(), 1..40_usize).prop_map(|(at, count)| Change::Cut(at, count)),
        (part.clone(), 0..SCRAPS.len()).prop_map(|(at, scrap)| Change::Insert(at, scrap)),
        part.clone().prop_map(Change::DropLine),
        part.clone().prop_map(Change::DoubleLine),
        (part.clone(), part).prop_map(|(one, other)| Change::SwapLines(one, other)),
    ]
}

fn changed(text: &str, change: &Change) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut lines: Vec<&str> = text.lines().collect();
    let at = |part: usize, count: usize| part * count / 1000;
    match *change {
        Change::Cut(part, count) => {
            let start = at(part, chars.len());
            chars.iter().take(start).chain(chars.iter().skip(start + count)).collect()
        }
        Change::Insert(part, scrap) => {
            let start = at(part, chars.len());
            let head: String = chars.iter().take(start).collect();
            head + SCRAPS[scrap] + &chars.iter().skip(start).collect::<String>()
        }
        Change::DropLine(part) if !lines.is_empty() => {
            lines.remove(at(part, lines.len()));
            lines.join("\n")
        }
        Change::DoubleLine(part) if !lines.is_empty() => {
            let place = at(part, lines.len());
            lines.insert(place, lines[place]);
            lines.join("\n")
        }
        Change::SwapLines(one, other) if !lines.is_empty() => {
            let (one, other) = (at(one, lines.len()), at(other, lines.len()));
            lines.swap(one, other);
            lines.join("\n")
        }
        _ => text.to_owned(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 64 } else { 400 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_page_is_read_whole_or_refused(page in 0..PAGES.len(), changes in prop::collection::vec(change(), 1..12)) {
        let text = changes.iter().fold(PAGES[page].to_owned(), |text, one| changed(&text, one));
        let found = read("页面", text.as_bytes(), Profile::standard());
        if let Ok(found) = found {
            for (_, table) in found.tables() {
                for row in &table.rows {
                    prop_assert_eq!(row.cells.len(), table.columns.len(), "{:?}", row);
                }
            }
            // In HTML the marks have letters too.
            if found.layout != Layout::Html {
                prop_assert_eq!(unaccounted(&text, &found), Vec::<u32>::new(), "{}", text);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read("页面", &bytes, Profile::standard());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(名称|字段|类型|必须|\\||-|\n| |a_b|<br>|\\\\|`|\\*|是|[0-9]|<td>|\\PC){0,120}") {
        if let Ok(found) = read("页面", text.as_bytes(), Profile::standard())
            && found.layout != Layout::Html
        {
            prop_assert_eq!(unaccounted(&text, &found), Vec::<u32>::new(), "{}", text);
        }
    }
}
