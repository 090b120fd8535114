//! Pages that went wrong on their way: what an editor, a copy or a converter does to one.

use proptest::prelude::*;
use proptest::sample::Index;

/// Pieces that stand where nobody expects them.
const PIECES: [&str; 34] = [
    "|",
    "| --- |",
    "---|",
    "\\|",
    "**",
    "****data****",
    "```",
    "<br>",
    "<table>",
    "</td>",
    "<script>alert(1)</script>",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "\0",
    "：",
    "（",
    "）",
    "varchar40",
    "0:否,1:是",
    "99999999999999999999",
    "&#x110000;",
    "'': \"# - ! & * %",
    "👍🏽",
    "\"retExtInfo\": {}, ",
    "\" receiver_telno\": [{}], ",
    "\"a | b: c #d\": null, ",
    "\n| 列表 | list | array |  | 是 | 列表 |\n",
    "\n| 名称 | 字段 | 类型 | 长度 | 必须 | 描述 |\n",
    "\n| --- | --- | --- | --- | --- | --- |\n",
    "\n3.3 请求参数：List<Map<String, Object>>\n",
    "\n<table><tr><td>甲</td><td>a_b</td><td>int</td></tr></table>\n",
    "默认300，1：是 0：否",
    "$rules",
];

/// One thing that happens to a page.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    DropLine(Index),
    RepeatLine(Index),
    SwapLines(Index, Index),
    JoinLines(Index),
    BreakLine(Index),
    DropCell(Index),
    Insert(Index, Index),
    DropChar(Index),
    Truncate(Index),
    /// A byte is changed, so that the page may no longer be UTF-8.
    Byte(Index, u8),
}

/// A few mutations of one page.
pub(crate) fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let at = any::<Index>;
    let one = prop_oneof![
        3 => at().prop_map(Mutation::DropLine),
        2 => at().prop_map(Mutation::RepeatLine),
        1 => (at(), at()).prop_map(|(a, b)| Mutation::SwapLines(a, b)),
        2 => at().prop_map(Mutation::JoinLines),
        2 => at().prop_map(Mutation::BreakLine),
        3 => at().prop_map(Mutation::DropCell),
        5 => (at(), at()).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        3 => at().prop_map(Mutation::DropChar),
        1 => at().prop_map(Mutation::Truncate),
        1 => (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Byte(at, byte)),
    ];
    prop::collection::vec(one, 1..12)
}

/// The page after what happened to it.
pub(crate) fn mutate(page: &str, mutations: &[Mutation]) -> Vec<u8> {
    let mut text = page.to_owned();
    let mut bytes = Vec::new();
    for mutation in mutations {
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        if places.is_empty() {
            break;
        }
        match mutation {
            Mutation::DropLine(at) => drop(lines.remove(at.index(lines.len()))),
            Mutation::RepeatLine(at) => {
                let at = at.index(lines.len());
                lines.insert(at, lines[at].clone());
            }
            Mutation::SwapLines(a, b) => {
                let (a, b) = (a.index(lines.len()), b.index(lines.len()));
                lines.swap(a, b);
            }
            Mutation::JoinLines(at) => {
                let at = at.index(lines.len());
                if at + 1 < lines.len() {
                    let next = lines.remove(at + 1);
                    lines[at].push_str(&next);
                }
            }
            Mutation::DropCell(at) => {
                let at = at.index(lines.len());
                let mut cells: Vec<_> = lines[at].split('|').collect();
                cells.remove(cells.len() / 2);
                lines[at] = cells.join("|");
            }
            Mutation::BreakLine(at) | Mutation::Insert(at, _) | Mutation::DropChar(at) | Mutation::Truncate(at) => {
                let at = places[at.index(places.len())];
                match mutation {
                    Mutation::BreakLine(_) => text.insert(at, '\n'),
                    Mutation::Insert(_, piece) => text.insert_str(at, PIECES[piece.index(PIECES.len())]),
                    Mutation::DropChar(_) => drop(text.remove(at)),
                    _ => text.truncate(at),
                }
                continue;
            }
            Mutation::Byte(at, byte) => {
                bytes.push((at, *byte));
                continue;
            }
        }
        text = lines.join("\n");
    }
    let mut page = text.into_bytes();
    for (at, byte) in bytes {
        if !page.is_empty() {
            let at = at.index(page.len());
            page[at] = byte;
        }
    }
    page
}
