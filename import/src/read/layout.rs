//! Which layout a page has, judged by what stands in it.

use super::super::page::Layout;
use super::super::profile::Profile;
use super::{pipes, undelimited};

/// How much of a page is looked at for HTML, in bytes.
const HEAD: usize = 2048;

pub(super) fn of(text: &str, profile: &Profile<'_>) -> Layout {
    let (mut led, mut bare) = (0_usize, 0_usize);
    let mut before = "";
    for line in text.lines() {
        if pipes::is_separator(line) && before.contains('|') {
            if pipes::is_led(line) && pipes::is_led(before) {
                led += 1;
            } else {
                bare += 1;
            }
        }
        before = line;
    }
    // Markdown may begin with HTML of its own.
    if is_html(text) && led + bare == 0 {
        Layout::Html
    } else if led + bare > 0 {
        if led >= bare || has_headings(text) { Layout::Markdown } else { Layout::Bare }
    } else if undelimited::has_header(text, profile) {
        Layout::RunTogether
    } else if text.contains("<table") || text.contains("<TABLE") {
        Layout::Html
    } else {
        Layout::Markdown
    }
}

fn is_html(text: &str) -> bool {
    let head: String = text.chars().take(HEAD).collect::<String>().to_ascii_lowercase();
    let start = head.trim_start();
    start.starts_with("<!doctype html")
        || head.contains("<html")
        || start.starts_with("<body")
        || start.starts_with("<table")
}

/// Whether lines are headings of Markdown, whose tables may go without pipes at their ends.
fn has_headings(text: &str) -> bool {
    text.lines().filter(|line| line.trim_start_matches('#').len() < line.len()).any(|line| {
        let words = line.trim_start_matches('#');
        words.starts_with(' ') && line.len() - words.len() <= 6
    })
}
