//! A page's bytes to a [`Page`]. Each layout has a reader that finds lines, tables and samples; what they are
//! is decided once, behind the readers. The layout is chosen by looking at the page. Each module uses only what stands
//! before it:
//!
//! - `error`, `indent`, `decode`: bytes as text
//! - `names`, `piece`, `marks`, `pipes`, `sample`: what lines are made of, and what the readers give
//! - `block`, `document`, `html_elements`, `html_lines`, `html_table`, `html`, `scan`: the readers of Markdown, bare tables and HTML
//! - `heading`, `undelimited_row`, `undelimited`, `layout`: the reader of tables without marks between cells, and which one to take
//! - `align`, `columns`, `table`, `rows_above`: tables with their columns known
//! - `remark`, `wire_name`, `infer_sections`, `assemble`: the page

mod align;
mod assemble;
mod block;
mod columns;
mod decode;
mod document;
mod error;
pub(crate) mod heading;
mod html;
mod html_elements;
mod html_lines;
mod html_table;
mod indent;
mod infer_sections;
mod layout;
mod marks;
pub(crate) mod names;
mod piece;
mod pipes;
mod remark;
mod rows_above;
mod sample;
mod scan;
mod table;
#[cfg(test)]
mod tests;
mod undelimited;
mod undelimited_row;
pub(crate) mod wire_name;

pub use error::{MAX_BYTES, ReadError};

use super::page::{Layout, Page};
use super::profile::Profile;

/// Reads a page. `name` is how messages call it.
pub fn read(name: &str, bytes: &[u8], profile: &Profile<'_>) -> Result<Page, ReadError> {
    let decoded = decode::decode(bytes)?;
    let text = decoded.text.as_str();
    let layout = layout::of(text, profile);
    let pieces = match layout {
        Layout::Markdown => scan::read(text, marks::Marks::Markdown, profile),
        Layout::Bare => scan::read(text, marks::Marks::None, profile),
        Layout::RunTogether => undelimited::read(text, profile),
        Layout::Html if html_elements::depth(text) > html_elements::DEPTH => return Err(ReadError::TooDeep),
        Layout::Html => html::read(text, profile),
    };
    let mut page = assemble::assemble(pieces, profile);
    name.clone_into(&mut page.name);
    page.layout = layout;
    page.lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
    page.doubts.extend(decoded.doubts);
    page.doubts.sort_by_key(|doubt| (doubt.lines, doubt.kind));
    page.unplaced.sort_by_key(|unplaced| unplaced.lines);
    if page.rows() > 0 {
        Ok(page)
    } else if profile.asks_for_login(text) {
        Err(ReadError::Login)
    } else {
        Err(ReadError::NoTable)
    }
}
