//! Which cell of a row is missing. Where a row has fewer or more cells than its table has columns, or a cell
//! plainly belongs to another column, the cells that there are go to the columns that they fit best, in order.

use super::super::page::{Cell, Column, Role};
use super::super::profile::Profile;
use super::names;

const JOIN: &str = " | ";

#[derive(Debug)]
pub(super) struct Aligned {
    pub(super) cells: Vec<Cell>,
    /// The columns without a cell; `None` when the row was as wide as its table and fits.
    pub(super) missing: Option<Vec<usize>>,
    pub(super) joined: bool,
}

pub(super) fn align(cells: &[Option<String>], columns: &[Column], profile: &Profile<'_>) -> Aligned {
    let mut texts: Vec<&str> = cells.iter().map(|cell| cell.as_deref().unwrap_or_default()).collect();
    while texts.len() > columns.len() && texts.last().is_some_and(|text| text.is_empty()) {
        texts.pop();
    }
    if texts.len() == columns.len() && fits(&texts, columns, profile) {
        let cells = texts.iter().map(|text| cell(text)).collect();
        return Aligned { cells, missing: None, joined: false };
    }
    let filled: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    best(&filled, columns, profile)
}

/// Whether no cell plainly belongs to another column.
fn fits(texts: &[&str], columns: &[Column], profile: &Profile<'_>) -> bool {
    let has = |role: Role| columns.iter().any(|column| column.role == role);
    texts.iter().zip(columns).all(|(text, column)| {
        let text = text.trim();
        let type_elsewhere = || has(Role::Type) && profile.is_type(text);
        let need_elsewhere = || has(Role::Required) && profile.need(text).is_some() && !is_length(text);
        let length_elsewhere = || has(Role::Length) && is_length(text);
        match column.role {
            _ if text.is_empty() => true,
            Role::Length => !need_elsewhere() && !type_elsewhere(),
            Role::Required => !(type_elsewhere() || length_elsewhere() && profile.need(text).is_none()),
            Role::Type => !(need_elsewhere() || length_elsewhere()),
            Role::Field => text.is_ascii() || !need_elsewhere(),
            _ => true,
        }
    })
}

/// Whether a text is a length: `40`, `19,4`, `(19,4)`, `255字符`.
fn is_length(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    // More than nine digits are a number or a code, and a longer text only mentions a length.
    digits > 0
        && digits <= 9
        && text.chars().count() <= 12
        && text.chars().next().is_some_and(|c| c.is_ascii_digit() || "(（".contains(c))
}

fn cell(text: &str) -> Cell {
    Cell { text: text.to_owned(), missing: false }
}

/// How well a text fits a column; the more the better.
fn score(text: &str, role: Role, profile: &Profile<'_>) -> i32 {
    // The numbers only rank the ways to read one row: a type and a required word are told from anything else, prose
    // is not.
    let wide = !text.is_ascii();
    let long = text.chars().count() > 20;
    let rank = |fits: bool, good: i32, bad: i32| if fits { good } else { bad };
    match role {
        Role::Type => rank(profile.is_type(text), 8, -6),
        Role::Required => rank(profile.need(text).is_some(), 7, -8),
        Role::Length => rank(is_length(text), 5, -7),
        // A word for a type may be a name too, but then another cell is more likely to be it.
        Role::Field => rank(names::is_field(text), rank(profile.is_type(text), 1, 6), -6),
        Role::Title => i32::from(wide) * 2 - i32::from(long) * 2,
        Role::Code => rank(wide, -3, 3),
        Role::Address => rank(text.contains("://"), 6, -3),
        Role::Example => 1 - i32::from(wide),
        Role::Description => 1 + i32::from(wide) + i32::from(long),
        _ => 1,
    }
}

fn absence(role: Role) -> i32 {
    match role {
        // Without its name or its code a row says nothing, and vendors leave descriptions and lengths out most.
        Role::Field | Role::Code => -8,
        Role::Type | Role::Title => -3,
        Role::Required | Role::Cause => -2,
        Role::Description => -1,
        _ => 0,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Step {
    Start,
    Take,
    Miss,
    Join,
}

/// The best way to hand out the texts to the columns in order.
fn best(texts: &[&str], columns: &[Column], profile: &Profile<'_>) -> Aligned {
    let (rows, width) = (texts.len(), columns.len());
    let worst = i32::MIN / 2;
    let index_of = |text: usize, column: usize| text * (width + 1) + column;
    let mut table = vec![(worst, Step::Start); (rows + 1) * (width + 1)];
    let score_at = |table: &[(i32, Step)], index: usize| table.get(index).map_or(worst, |best_step| best_step.0);
    // The table of an edit distance: each place keeps the best way to hand so many texts to so many columns.
    for text in 0..=rows {
        for column in 0..=width {
            let mut best_step = if text + column == 0 { (0, Step::Start) } else { (worst, Step::Start) };
            let role = column.checked_sub(1).and_then(|left| columns.get(left)).map(|column| column.role);
            let words = text.checked_sub(1).and_then(|above| texts.get(above)).copied();
            if let (Some(role), Some(words)) = (role, words) {
                let taken = score_at(&table, index_of(text - 1, column - 1)) + score(words, role, profile);
                if taken > best_step.0 {
                    best_step = (taken, Step::Take);
                }
                let free = matches!(
                    role,
                    Role::Title | Role::Description | Role::Example | Role::Other | Role::Cause | Role::Remedy
                );
                // Prose may hold a pipe of its own; two names or two types were never one cell.
                let joined = score_at(&table, index_of(text - 1, column)) - if free { 2 } else { 20 };
                if joined > best_step.0 {
                    best_step = (joined, Step::Join);
                }
            }
            if let Some(role) = role {
                let missed = score_at(&table, index_of(text, column - 1)) + absence(role);
                if missed > best_step.0 {
                    best_step = (missed, Step::Miss);
                }
            }
            if let Some(index) = table.get_mut(index_of(text, column)) {
                *index = best_step;
            }
        }
    }
    let mut cells: Vec<Cell> = (0..width).map(|_| Cell { text: String::new(), missing: true }).collect();
    let mut joined = false;
    let (mut text, mut column) = (rows, width);
    // Backwards, so that of joined cells the earlier one is put in front.
    while let Some(&(_, step)) = table.get(index_of(text, column)) {
        let words = text.checked_sub(1).and_then(|above| texts.get(above)).copied().unwrap_or_default();
        let target = column.checked_sub(1).and_then(|left| cells.get_mut(left));
        match (step, target) {
            (Step::Take | Step::Join, Some(target)) => {
                let tail = std::mem::take(&mut target.text);
                target.text = if tail.is_empty() { words.to_owned() } else { format!("{words}{JOIN}{tail}") };
                (target.missing, joined) = (target.missing && step == Step::Join, joined || step == Step::Join);
                text -= 1;
                column -= usize::from(step == Step::Take);
            }
            (Step::Miss, Some(_)) => column -= 1,
            _ => break,
        }
    }
    let missing = cells.iter().enumerate().filter(|(_, cell)| cell.missing).map(|(index_of, _)| index_of).collect();
    Aligned { cells, missing: Some(missing), joined }
}
