//! A vendor's page, free of its layout: sections in the page's order, tables with a cell for each
//! column, samples, remarks, and what could not be placed. Everything knows its lines. What the rows
//! mean for a spec (types, coded values, nesting) is left to the stages behind.

mod report;
mod table;
mod walk;

pub use report::{Doubt, DoubtKind, Link, Reason, Unplaced};
pub use table::{Cell, Column, Row, Table, TableKind};

pub use signwright_codegen::import_words::{Language, RemarkKind, Role, SectionKind};

/// Lines of the page, both ends included, counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lines {
    /// The first.
    pub first: u32,
    /// The last.
    pub last: u32,
}

/// A page as it was read. Every non-empty line of the page is in `sections`, in one of the pieces beside
/// them, or in `unplaced` with its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The page as messages name it.
    pub name: String,
    /// How it was laid out.
    pub layout: Layout,
    /// The address that the page states of itself.
    pub address: Option<Text>,
    /// The endpoint's wire name: `sales.Order.push`, `order_push.php`.
    pub endpoint: Option<Text>,
    /// The endpoint's title in the vendor's words: `订单推送`.
    pub title: Option<Text>,
    /// The group of endpoints that the page counts itself among: `订单类`.
    pub group: Option<Text>,
    /// The sections, in the page's order. What stands before the first heading is a section without one.
    pub sections: Vec<Section>,
    /// Links whose words are kept in the text; their addresses are not.
    pub links: Vec<Link>,
    /// Lines that are nowhere else.
    pub unplaced: Vec<Unplaced>,
    /// What was placed by inference rather than as written.
    pub doubts: Vec<Doubt>,
    /// How many lines the page has.
    pub lines: u32,
}

/// How a page was laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Markdown with pipe tables.
    #[default]
    Markdown,
    /// Tables whose cells are parted by pipes, without a leading one; blank cells may be missing.
    Bare,
    /// Text without anything between the cells.
    RunTogether,
    /// HTML with real tables.
    Html,
}

/// A text and where it stands. Marks of the layout (escapes, emphasis, links) are gone; a line break
/// inside a cell is `\n`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The text, without blanks at its ends.
    pub text: String,
    /// Where.
    pub lines: Lines,
}

/// A part of the page under one heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading as printed: `3.3 业务请求参数`. `None` before the first heading, and on pages without headings.
    pub heading: Option<Text>,
    /// What it is about, by the section words of the profile. On a page without headings it is inferred
    /// from the order and the columns of its tables, and `doubts` says so.
    pub kind: SectionKind,
    /// What it holds, in order.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A table.
    Table(Table),
    /// A labelled remark: `1.2 适用版本：V2.0 及以上`.
    Remark(Remark),
    /// A sample of a request or an answer, or code that makes one.
    Sample(Sample),
    /// A line of prose.
    Prose(Text),
}

/// A remark with a label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// What it is about.
    pub kind: RemarkKind,
    /// The label as printed: `1.2 适用版本`; empty for a sentence found inside another remark.
    pub label: String,
    /// The text; may be empty.
    pub text: String,
    /// Where.
    pub lines: Lines,
}

/// A sample, with the line breaks it has on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// Where.
    pub lines: Lines,
    /// What it shows.
    pub kind: SampleKind,
    /// The language it is written in.
    pub language: Language,
    /// The label as printed: `Json格式请求报文`. It may stand some lines above, on a tab.
    pub label: Option<Text>,
    /// The text, never empty.
    pub text: String,
}

/// What a sample shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SampleKind {
    /// A request, or the code that makes one.
    Request,
    /// An answer that grants it.
    Response,
    /// An answer that refuses it.
    Refusal,
    /// Not known.
    #[default]
    Unknown,
}
